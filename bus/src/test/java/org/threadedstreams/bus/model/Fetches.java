package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.api.bus.Addresses.Verb;

/** Fetches from a stream's journal, each held against the model. */
final class Fetches {

    private final EventBus bus;
    private final String address;
    private final ModelInput input;

    Fetches(EventBus bus, String stream, ModelInput input) {
        this.bus = bus;
        this.address = Verb.FETCH.of(stream);
        this.input = input;
    }

    /** What a fetch found: the offset that was asked for, and where to go on. */
    record Found(long from, long offset, long next, long earliest) {}

    private Message<Buffer> request(Object from, int max) throws Exception {
        return bus.<Buffer>request(address, new JsonObject().put("from", from).put("max", max))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** Waits until the stream has done all that it was given before. */
    void await() throws Exception {
        request("latest", 1);
    }

    Found fetch(long from, int max) throws Exception {
        return check(from, max, request(from, max));
    }

    /** Fetches from {@code earliest}, {@code latest} or {@code -N}. */
    Found fetch(String from, int max) throws Exception {
        Message<Buffer> reply = request(from, max);
        long earliest = number(reply, "earliest");
        long meant = switch (from) {
            case "earliest" -> earliest;
            case "latest" -> input.end();
            default -> Math.max(earliest, input.end() + Long.parseLong(from));
        };
        return check(meant, max, reply);
    }

    private Found check(long from, int max, Message<Buffer> reply) {
        long earliest = number(reply, "earliest");
        long offset = number(reply, "offset");
        long next = number(reply, "next");
        assertThat(number(reply, "end")).isEqualTo(input.end());
        assertThat(offset).isEqualTo(Math.max(from, earliest));
        byte[] bytes = reply.body().getBytes();
        input.check(bytes, offset);
        assertThat(bytes.length).isLessThanOrEqualTo(max);
        assertThat(next).isEqualTo(offset + bytes.length).isLessThanOrEqualTo(input.nextGap(offset));
        assertThat(next > from || from == input.end()).as("a fetch advances").isTrue();
        checkGap(from, offset, next, reply.headers());
        return new Found(from, offset, next, earliest);
    }

    private void checkGap(long from, long offset, long next, MultiMap headers) {
        String header = headers.get("gap");
        if (from < offset) {
            JsonObject hole = new JsonObject(header);
            assertThat(hole.getString("kind")).isEqualTo("hole");
            assertThat(hole.getLong("at")).isEqualTo(from);
            assertThat(hole.getLong("bytes")).isEqualTo(offset - from);
            // A gap right behind the hole is the next fetch's.
            assertThat(next == offset || !input.missed.containsKey(offset)).isTrue();
        } else if (input.missed.containsKey(from)) {
            JsonObject missed = new JsonObject(header);
            assertThat(missed.getString("kind")).isEqualTo("missed");
            assertThat(missed.getLong("at")).isEqualTo(from);
            assertThat(missed.getLong("bytes")).isEqualTo(input.missed.get(from));
        } else {
            assertThat(header).isNull();
        }
    }

    private static long number(Message<?> reply, String header) {
        return Long.parseLong(reply.headers().get(header));
    }
}
