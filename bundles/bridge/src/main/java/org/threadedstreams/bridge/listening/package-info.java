/** What the parts of the gateway that listen have in common: their files, their life, and how they announce themselves. */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.bridge.listening;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
