package org.threadedstreams.itests.support;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** The reply to a fetch. Immutable. */
public record Fetched(byte[] bytes, long offset, long next, long end, long earliest, String journal, JsonObject gap) {

    Fetched(Message<Buffer> reply) {
        this(
                reply.body().getBytes(),
                number(reply, "offset"),
                number(reply, "next"),
                number(reply, "end"),
                number(reply, "earliest"),
                reply.headers().get("journal"),
                reply.headers().contains("gap") ? new JsonObject(reply.headers().get("gap")) : null);
    }

    private static long number(Message<Buffer> reply, String header) {
        return Long.parseLong(reply.headers().get(header));
    }
}
