package org.threadedstreams.bridge;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.bridge.conversation.MalformedFrameException;

/** Cuts what a client sends into frames, one at a time and when asked. Not thread-safe. */
final class FrameDecoder {

    private static final int LENGTH_BYTES = 4;

    private final int limitBytes;
    private Buffer bytes = Buffer.buffer();
    private int position;

    /**
     * @param limitBytes the longest frame, without its length
     */
    FrameDecoder(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Adds what came; the buffer belongs to the decoder from now on. */
    void append(Buffer more) {
        if (position == bytes.length()) {
            bytes = more;
        } else {
            bytes = position == 0 ? bytes : bytes.getBuffer(position, bytes.length());
            bytes.appendBuffer(more);
        }
        position = 0;
    }

    /**
     * The next frame's JSON, to be read before the next {@link #append}.
     *
     * @return {@code null} until it is complete
     * @throws MalformedFrameException if the length cannot be: nothing after it can be found
     */
    @Nullable
    Buffer next() throws MalformedFrameException {
        int available = bytes.length() - position - LENGTH_BYTES;
        if (available < 0) {
            return null;
        }
        int length = bytes.getInt(position);
        if (length < 0 || length > limitBytes) {
            throw new MalformedFrameException("a frame is 4 bytes of length, big-endian, and 0 to " + limitBytes
                    + " bytes of JSON; this length is " + length);
        }
        if (available < length) {
            return null;
        }
        int start = position + LENGTH_BYTES;
        position = start + length;
        Buffer frame = bytes.slice(start, position);
        if (position == bytes.length()) {
            bytes = Buffer.buffer();
            position = 0;
        }
        return frame;
    }
}
