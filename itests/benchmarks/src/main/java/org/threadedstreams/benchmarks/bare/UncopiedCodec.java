package org.threadedstreams.benchmarks.bare;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands one buffer to all consumers. */
public final class UncopiedCodec implements MessageCodec<Buffer, Buffer> {

    public static final String NAME = "uncopied";

    @Override
    public void encodeToWire(Buffer wire, Buffer body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Buffer decodeFromWire(int position, Buffer wire) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Buffer transform(Buffer body) {
        return body;
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
