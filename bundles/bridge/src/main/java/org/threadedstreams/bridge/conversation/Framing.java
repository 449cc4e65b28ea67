package org.threadedstreams.bridge.conversation;

import io.vertx.core.buffer.Buffer;

/** How the JSON of a frame becomes the bytes that a kind of client is sent. Stateless. */
public interface Framing {

    /**
     * Wraps one frame.
     *
     * @param json its JSON in UTF-8, in pieces to be read one after the other
     * @return what is written; shared by all clients that get this frame
     */
    Buffer frame(byte[]... json);
}
