package org.threadedstreams.bus.stream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands one buffer to every consumer in this JVM, where the default codec would copy it for each. That is why a published
 * buffer must not be modified by who receives it.
 */
final class ChunkCodec implements MessageCodec<Buffer, Buffer> {

    static final String NAME = "streams-chunk";

    @Override
    public void encodeToWire(Buffer wire, Buffer chunk) {
        wire.appendInt(chunk.length()).appendBuffer(chunk);
    }

    @Override
    public Buffer decodeFromWire(int position, Buffer wire) {
        int length = wire.getInt(position);
        return wire.getBuffer(position + 4, position + 4 + length);
    }

    @Override
    public Buffer transform(Buffer chunk) {
        return chunk;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
