/**
 * Byte streams to devices and hosts.
 *
 * <p>A {@link org.threadedstreams.api.StreamProvider} opens a {@link org.threadedstreams.api.StreamConnection}; a
 * {@link org.threadedstreams.api.StreamListener} is told what it reads and, once, how it ended; a
 * {@link org.threadedstreams.api.StreamException} carries what was not consumed and what was not sent.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
