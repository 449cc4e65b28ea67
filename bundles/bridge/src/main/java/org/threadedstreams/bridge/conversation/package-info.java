/**
 * What is said with a client of the event bus, whatever carries it: who may ask what, in which order, and how much is
 * sent to one that does not read. {@link Conversations} are the clients of one server; a {@link ClientSocket} is where
 * the frames of one come from and go to, and a {@link Framing} what they look like there. The frames are described in
 * {@link org.threadedstreams.bridge}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.bridge.conversation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
