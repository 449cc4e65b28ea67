package org.threadedstreams.bus.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.Message;
import java.util.List;

/** Whether lines are made of the bytes where they say they are, and leave out nothing but terminators. */
final class LineCoverage {

    private final ModelInput input;
    private final List<ModelSession> sessions;
    private int session = 1;
    private long at;
    private long terminated;

    LineCoverage(ModelInput input, List<ModelSession> sessions) {
        this.input = input;
        this.sessions = sessions;
    }

    void add(Message<String> line) {
        goTo(Integer.parseInt(line.headers().get("session")));
        assertThat(sessions.get(session - 1).lines).as("lines were wanted").isTrue();
        long offset = Long.parseLong(line.headers().get("offset"));
        onlyTerminators(at, offset);
        byte[] bytes = line.body().getBytes(ISO_8859_1);
        input.check(bytes, offset);
        at = offset + bytes.length;
        assertThat(at).isLessThanOrEqualTo(end(session));
        if (!"true".equals(line.headers().get("partial"))) {
            terminated++;
        }
    }

    private void goTo(int wanted) {
        assertThat(wanted).as("session of a line").isBetween(session, sessions.size());
        while (session < wanted) {
            finish();
            session++;
            at = sessions.get(session - 1).from;
        }
    }

    /** The session's lines are all there. */
    private void finish() {
        ModelSession over = sessions.get(session - 1);
        if (over.lines) {
            if (!over.killed) {
                onlyTerminators(at, end(session));
            }
            long feeds = count((byte) '\n', over.from, end(session));
            assertThat(terminated).as("lines with a terminator").isEqualTo(feeds);
        }
        terminated = 0;
    }

    private long end(int number) {
        return number < sessions.size() ? sessions.get(number).from : input.end();
    }

    private void onlyTerminators(long from, long to) {
        assertThat(from).as("lines overlap").isLessThanOrEqualTo(to);
        assertThat(count((byte) '\n', from, to) + count((byte) '\r', from, to))
                .as("bytes from " + from + " to " + to + " that are in no line")
                .isEqualTo(to - from);
    }

    private long count(byte wanted, long from, long to) {
        long count = 0;
        for (byte b : input.slice(from, to)) {
            count += b == wanted ? 1 : 0;
        }
        return count;
    }

    void checkComplete() {
        if (!sessions.isEmpty()) {
            goTo(sessions.size());
            finish();
        }
    }
}
