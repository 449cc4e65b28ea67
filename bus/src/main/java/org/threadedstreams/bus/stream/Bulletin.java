package org.threadedstreams.bus.stream;

import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.ErrorEvent;
import org.threadedstreams.api.bus.StreamState;
import org.threadedstreams.api.bus.StreamStatus;
import org.threadedstreams.bus.journal.Journal;

/**
 * What a stream says of itself: its state, and each error. It says so in the log and on the bus, an error always before the
 * state that follows from it.
 *
 * <p>Written from the stream's mailbox only; {@link #status} is safe from any thread.
 */
final class Bulletin {

    private static final Logger LOG = LoggerFactory.getLogger(StreamActor.class);

    /** A disk that takes this long is told of. */
    private static final long STALL_MILLIS = 2000;

    private final String name;
    private final StreamRuntime runtime;
    private final Publisher publisher;
    private final StreamJournal journals;
    private final Input input;
    private final Output output;
    private volatile Condition condition;
    private volatile long errors;
    private volatile String journalTrouble = "";

    private record Condition(StreamState state, String reason, String transport, long session, long time) {}

    Bulletin(
            String name,
            StreamRuntime runtime,
            Publisher publisher,
            StreamJournal journals,
            Input input,
            Output output) {
        this.name = name;
        this.runtime = runtime;
        this.publisher = publisher;
        this.journals = journals;
        this.input = input;
        this.output = output;
        this.condition = new Condition(StreamState.CLOSED, "not configured", "", 0, runtime.micros());
    }

    StreamStatus status() {
        Condition now = condition;
        Journal journal = journals.now();
        return new StreamStatus(
                name,
                now.transport(),
                now.state(),
                reason(now),
                now.session(),
                now.time(),
                journal.id(),
                journal.earliest(),
                journal.end(),
                input.readBytes(),
                output.writtenBytes(),
                output.queuedBytes(),
                journal.gaps(),
                errors);
    }

    private String reason(Condition now) {
        long stalledMillis = journals.stalledMillis();
        String trouble = stalledMillis < STALL_MILLIS
                ? journalTrouble
                : "the journal's disk has not answered for " + stalledMillis / 1000 + " s";
        return now.reason() + (now.reason().isEmpty() || trouble.isEmpty() ? "" : "; ") + trouble;
    }

    String transport() {
        return condition.transport();
    }

    /** The state now, as part of a sentence. */
    String state() {
        Condition now = condition;
        return now.state().word() + (now.reason().isEmpty() ? "" : ": " + now.reason());
    }

    /** Says a state, if it differs from the one before. */
    void state(StreamState state, String reason, String transport, long session) {
        Condition before = condition;
        if (before.state() == state
                && before.reason().equals(reason)
                && before.transport().equals(transport)) {
            return;
        }
        condition = new Condition(state, reason, transport, session, runtime.micros());
        LOG.info("stream {}: {}", name, state());
        publisher.state(status());
    }

    void error(StreamCode code, String message, String transport, long session, Unread unread, Unsent unsent) {
        errors++;
        LOG.warn("stream {}: {}: {} ({}; {})", name, code, message, unread, unsent);
        Journal journal = journals.now();
        JsonObject event = new JsonObject(
                new ErrorEvent(name, transport, session, runtime.micros(), code, message, journal.id(), unread, unsent)
                        .shape());
        journal.keepError(event.encode());
        publisher.error(event);
    }

    /** Says what is wrong with the journal from now on, or that nothing is. */
    void journal(String trouble) {
        if (!trouble.equals(journalTrouble)) {
            journalTrouble = trouble;
            publisher.state(status());
        }
    }

    /** Says that the journal has one more gap, at its end. */
    void gap(long bytes, String why) {
        LOG.warn(
                "stream {}: {} bytes were lost at offset {}: {}",
                name,
                bytes < 0 ? "some" : bytes,
                journals.now().end(),
                why);
        publisher.state(status());
    }
}
