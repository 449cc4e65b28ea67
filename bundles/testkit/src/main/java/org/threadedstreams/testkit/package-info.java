/**
 * The tests that every transport passes. A transport's own test extends
 * {@link org.threadedstreams.testkit.StreamProviderContract}, and gives it the provider and a
 * {@link org.threadedstreams.testkit.Peer} on this machine that the provider can open.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
