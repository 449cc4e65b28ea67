package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.StreamStatus;

/** Whether error events carry both halves: the session's recent input, and all that came back unsent. */
final class ErrorCheck {

    /** What may also come when a session has ended, and before there is another. */
    private static final Set<String> BESIDE = Set.of("CONNECT_FAILED", "CONFIG_INVALID");

    private final ModelInput input;
    private int payloadMaxBytes;
    private int payloadMaxBefore;
    private long errors;

    ErrorCheck(ModelInput input) {
        this.input = input;
    }

    void payloadMaxBytes(int bytes) {
        payloadMaxBytes = bytes;
    }

    /**
     * Checks the error events of one step.
     *
     * @param open the session that was open before it, or null
     * @param back what came back unsent
     */
    void check(List<JsonObject> events, ModelSession open, StreamStatus now, List<Unsent> back) {
        errors += events.size();
        assertThat(now.errors()).isEqualTo(errors);
        for (JsonObject event : events) {
            assertThat(event.getString("journal")).isEqualTo(now.journal());
            unread(event.getJsonObject("unread"), now.earliest(), open, BESIDE.contains(event.getString("code")));
        }
        unsent(events, back);
        payloadMaxBefore = payloadMaxBytes;
    }

    private void unread(JsonObject unread, long earliest, ModelSession open, boolean beside) {
        long from = unread.getLong("from");
        long to = unread.getLong("to");
        assertThat(to).as("end of unread").isEqualTo(input.end());
        byte[] bytes = Addresses.bytes(unread.getString("bytes"));
        assertThat(bytes.length).isEqualTo(to - from);
        input.check(bytes, from);
        boolean nothing = from == to && !unread.getBoolean("truncated");
        if (open == null) {
            assertThat(nothing).as("no session, nothing unread").isTrue();
        } else if (!beside || !nothing) {
            long held = to - Math.max(open.from, earliest);
            assertThat(to - from).isIn(Math.min(held, payloadMaxBytes), Math.min(held, payloadMaxBefore));
            assertThat(unread.getBoolean("truncated")).isEqualTo(from > open.from);
        }
    }

    /** Each byte that came back is in exactly one event. */
    private void unsent(List<JsonObject> events, List<Unsent> back) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        back.forEach(unsent -> expected.writeBytes(unsent.bytes()));
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        long count = 0;
        int doubt = 0;
        for (JsonObject event : events) {
            JsonObject unsent = event.getJsonObject("unsent");
            told.writeBytes(Addresses.bytes(unsent.getString("bytes")));
            count += unsent.getLong("count");
            doubt += unsent.getInteger("doubt");
        }
        assertThat(count).as("unsent").isEqualTo(expected.size());
        assertThat(Arrays.equals(told.toByteArray(), expected.toByteArray()))
                .as("what came back")
                .isTrue();
        assertThat(doubt).isEqualTo(back.stream().mapToInt(Unsent::doubt).sum());
    }

    void newProcess() {
        errors = 0;
    }
}
