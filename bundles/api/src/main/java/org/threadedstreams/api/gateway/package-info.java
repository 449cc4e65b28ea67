/** How the parts of a gateway tell the program around them that they are up, by service properties alone. */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.api.gateway;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
