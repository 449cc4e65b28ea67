/** Handles for whoever has a Vert.x event bus. */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.client.vertx;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
