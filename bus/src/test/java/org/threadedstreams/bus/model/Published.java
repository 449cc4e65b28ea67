package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.api.bus.Addresses.Verb;

/** Everything that one stream publishes, taken step by step and held against the model. */
final class Published {

    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private final Queue<Message<Buffer>> chunks = new ConcurrentLinkedQueue<>();
    private final Queue<Message<String>> lines = new ConcurrentLinkedQueue<>();
    private final Queue<JsonObject> states = new ConcurrentLinkedQueue<>();
    private final Queue<JsonObject> errors = new ConcurrentLinkedQueue<>();
    private final ModelInput input;
    private final List<ModelSession> sessions;
    private final LineCoverage coverage;
    private final StateOrder order = new StateOrder();
    private long next;

    Published(EventBus bus, String stream, ModelInput input, List<ModelSession> sessions) throws Exception {
        this.input = input;
        this.sessions = sessions;
        this.coverage = new LineCoverage(input, sessions);
        consumers.add(bus.<Buffer>consumer(Verb.READ.of(stream), chunks::add));
        consumers.add(bus.<String>consumer(Verb.LINES.of(stream), lines::add));
        consumers.add(bus.<JsonObject>consumer(Verb.STATE.of(stream), m -> states.add(m.body())));
        consumers.add(bus.<JsonObject>consumer(Verb.ERRORS.of(stream), m -> errors.add(m.body())));
        for (MessageConsumer<?> consumer : consumers) {
            consumer.completion().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /**
     * Checks what came since the last call, but for the errors.
     *
     * @param timeMicros at which everything was received
     */
    void check(String journal, long timeMicros) {
        for (Message<Buffer> chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
            check(chunk, journal, timeMicros);
        }
        assertThat(next).as("published up to").isEqualTo(input.end());
        for (Message<String> line = lines.poll(); line != null; line = lines.poll()) {
            coverage.add(line);
        }
        for (JsonObject state = states.poll(); state != null; state = states.poll()) {
            order.add(state);
        }
    }

    private void check(Message<Buffer> chunk, String journal, long timeMicros) {
        int length = chunk.body().length();
        assertThat(chunk.headers().get("offset")).isEqualTo(Long.toString(next));
        assertThat(chunk.headers().get("journal")).isEqualTo(journal);
        assertThat(chunk.headers().get("time")).isEqualTo(Long.toString(timeMicros));
        assertThat(length).isBetween(1, 65_536);
        input.check(chunk.body().getBytes(), next);
        int session = Integer.parseInt(chunk.headers().get("session"));
        assertThat(session).as("session of a chunk").isBetween(1, sessions.size());
        assertThat(next).isGreaterThanOrEqualTo(sessions.get(session - 1).from);
        if (session < sessions.size()) {
            assertThat(next + length).isLessThanOrEqualTo(sessions.get(session).from);
        }
        next += length;
    }

    /** The error events since the last call. */
    List<JsonObject> errors() {
        List<JsonObject> since = new ArrayList<>();
        for (JsonObject error = errors.poll(); error != null; error = errors.poll()) {
            since.add(error);
        }
        return since;
    }

    /** When all sessions are over: whether each byte has been in a line. */
    void checkLines() {
        coverage.checkComplete();
    }

    void newProcess() {
        order.newProcess();
    }

    void close() {
        consumers.forEach(MessageConsumer::unregister);
    }
}
