/**
 * For transports whose system calls block: implement {@link org.threadedstreams.api.blocking.BlockingPort}, hand it to a
 * {@link org.threadedstreams.api.blocking.BlockingTransport}, and threads, back-pressure and hangs are seen to.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.api.blocking;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
