package org.threadedstreams.client.handle;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Gap;

/** A reply to a fetch. Immutable. */
record Fetched(
        String journal,
        long offset,
        long next,
        long end,
        @Nullable Gap gap,
        ByteBuffer bytes) {

    static Fetched of(PortMessage reply) {
        return new Fetched(
                reply.text(Addresses.HEADER_JOURNAL),
                reply.number(Addresses.HEADER_OFFSET),
                reply.number(Addresses.HEADER_NEXT),
                reply.number(Addresses.HEADER_END),
                gap(reply.text(Addresses.HEADER_GAP)),
                reply.bytes().get());
    }

    private static @Nullable Gap gap(String json) {
        if (json.isEmpty()) {
            return null;
        }
        try {
            return new Shape(JSON.std.mapFrom(json)).gap();
        } catch (IOException nonsense) {
            throw new IllegalStateException("a gap that is no JSON: " + json, nonsense);
        }
    }
}
