/**
 * A real gateway for the tests of programs that use one. {@link org.threadedstreams.testkit.gateway.GatewayExtension}
 * runs the distribution as a child process, on a home folder of its own; {@link
 * org.threadedstreams.testkit.gateway.Distribution} says which distribution that is.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.testkit.gateway;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
