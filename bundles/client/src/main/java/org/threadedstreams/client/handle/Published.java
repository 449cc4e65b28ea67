package org.threadedstreams.client.handle;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Addresses;

/**
 * What the gateway publishes of a stream. A chunk is taken if it follows directly and there is room; of all else it is only
 * noted how far the journal reaches. Safe from any thread: takes the cursor's lock.
 */
final class Published {

    private static final int MOST_EARLY = 64;

    private final Changes changes;
    private final JournalWatch journal;
    private final SessionWatch sessions;
    private final Position position;
    private final Horizon horizon;

    private boolean begun;
    private boolean stateKnown;
    private final Deque<PortMessage> early = new ArrayDeque<>();

    Published(Changes changes, JournalWatch journal, SessionWatch sessions, Position position, Horizon horizon) {
        this.changes = changes;
        this.journal = journal;
        this.sessions = sessions;
        this.position = position;
        this.horizon = horizon;
    }

    /** Stands at the start of that answer, and knows the state that was listed, unless a newer one has come. */
    void begin(Fetched live, @Nullable Shape state) {
        changes.lock.lock();
        try {
            journal.begin(live.journal());
            position.begin(live);
            if (state != null && !stateKnown) {
                sessions.state(state);
                horizon.counts(state.number("gaps"));
            }
            begun = true;
            horizon.begin(live.end(), early.size() == MOST_EARLY);
            early.forEach(this::read);
            early.clear();
        } finally {
            changes.lock.unlock();
        }
    }

    /** A chunk, or the empty message of a bridge that has left some out. */
    void read(PortMessage message) {
        ByteBuffer bytes = message.bytes().get();
        long offset = message.number(Addresses.HEADER_OFFSET);
        changes.lock.lock();
        try {
            if (!begun) {
                keepEarly(message);
            } else if (journal.onScale(message.text(Addresses.HEADER_JOURNAL))) {
                sessions.chunk(message.number(Addresses.HEADER_SESSION), offset);
                horizon.reaches(offset + bytes.remaining());
                if (!horizon.unverified() && !journal.anew() && position.takes(offset)) {
                    position.append(bytes, offset);
                }
                changes.tell();
            }
        } finally {
            changes.lock.unlock();
        }
    }

    private void keepEarly(PortMessage message) {
        if (early.size() < MOST_EARLY) {
            early.add(message);
        }
    }

    void state(PortMessage message) {
        Shape state = message.shape();
        changes.lock.lock();
        try {
            if (!concerns(state)) {
                return;
            }
            stateKnown = true;
            sessions.state(state);
            reaches(state.number("end"));
            if (horizon.counts(state.number("gaps")) && begun) {
                position.suspect(state.number("end"));
            }
            changes.tell();
        } finally {
            changes.lock.unlock();
        }
    }

    void error(PortMessage message) {
        Shape event = message.shape();
        changes.lock.lock();
        try {
            if (concerns(event)) {
                sessions.error(event);
                reaches(event.shape("unread").number("to"));
                changes.tell();
            }
        } finally {
            changes.lock.unlock();
        }
    }

    private boolean concerns(Shape told) {
        return !begun || journal.onScale(told.text("journal"));
    }

    private void reaches(long offset) {
        if (begun) {
            horizon.reaches(offset);
        }
    }
}
