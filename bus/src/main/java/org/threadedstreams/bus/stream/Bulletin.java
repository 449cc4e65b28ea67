package org.threadedstreams.bus.stream;

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

    private final String name;
    private final StreamRuntime runtime;
    private final Publisher publisher;
    private final Journal journal;
    private final Input input;
    private final Output output;
    private volatile Condition condition;
    private volatile long errors;

    private record Condition(StreamState state, String reason, String transport, long session, long time) {}

    Bulletin(String name, StreamRuntime runtime, Publisher publisher, Journal journal, Input input, Output output) {
        this.name = name;
        this.runtime = runtime;
        this.publisher = publisher;
        this.journal = journal;
        this.input = input;
        this.output = output;
        this.condition = new Condition(StreamState.CLOSED, "not configured", "", 0, runtime.micros());
    }

    StreamStatus status() {
        Condition now = condition;
        return new StreamStatus(
                name,
                now.transport(),
                now.state(),
                now.reason(),
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
        publisher.error(new ErrorEvent(
                name, transport, session, runtime.micros(), code, message, journal.id(), unread, unsent));
    }

    /** Says that the journal has one more gap, at its end. */
    void gap(long bytes, String why) {
        LOG.warn(
                "stream {}: {} bytes were lost at offset {}: {}", name, bytes < 0 ? "some" : bytes, journal.end(), why);
        publisher.state(status());
    }
}
