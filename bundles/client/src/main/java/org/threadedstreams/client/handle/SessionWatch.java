package org.threadedstreams.client.handle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.Unsent;

/**
 * Knows whether a session is open, and how those before ended, from three addresses whose order among each other does not
 * hold: {@code state} tells that a session is over and where its input ends, {@code errors} how, and a chunk of a later
 * session that both are on their way. Not thread-safe.
 */
final class SessionWatch {

    private static final int MOST_ENDS = 16;
    /** A write that timed out ended a session if the state that follows was made at once, but for a little. */
    private static final long AT_ONCE_MICROS = 1_000_000;

    /** The latest ends, the last of them being number {@link #ended}. */
    private final List<SessionEnd> ends = new ArrayList<>();

    private long ended;
    /** Up to which of them somebody was told of. */
    private long told;
    /** The session that is open, or 0. */
    private long open;
    /** The latest session that is known of. */
    private long latest;

    private @Nullable Shape error;

    /** How many ends lie behind a cursor, or were told: those concern no wait that begins there. */
    long behind(long cursor) {
        long behind = Math.max(told, ended - ends.size());
        for (SessionEnd end = endAfter(behind); end != null && end.offset() <= cursor; end = endAfter(behind)) {
            behind++;
        }
        return behind;
    }

    /** A wait was told of the first end after so many. */
    void tell(long seen) {
        told = Math.max(told, seen + 1);
    }

    /** None of them concerns anybody any more: offsets count anew. */
    void forget() {
        told = ended;
    }

    /** The first end after so many, or null. */
    @Nullable
    SessionEnd endAfter(long seen) {
        int newer = (int) Math.min(ended - seen, ends.size());
        return newer <= 0 ? null : ends.get(ends.size() - newer);
    }

    /** A state object. */
    void state(Shape state) {
        long session = state.number("session");
        if (session < latest) {
            return;
        }
        boolean opened = state.text("state").equals("open");
        if (open != 0 && !(opened && session == open)) {
            end(state.number("end"), state.text("reason"), opened ? 0 : state.number("time"));
        }
        latest = session;
        open = opened && !hasEnded(session) ? session : 0;
    }

    /** An error event. What ends no session, or one that never was open, tells nothing here. */
    void error(Shape event) {
        StreamCode code = event.code();
        if (code == StreamCode.JOURNAL_FAILED || code == StreamCode.CONNECT_FAILED) {
            return;
        }
        error = event;
        for (int i = 0; i < ends.size(); i++) {
            if (explains(event, ends.get(i).session(), ends.get(i).offset(), 0)
                    && !ends.get(i).settled()) {
                ends.set(i, ends.get(i).settledBy(event));
            }
        }
    }

    /** A chunk: of which session, and its offset. */
    void chunk(long session, long offset) {
        if (session < latest || session == open || hasEnded(session)) {
            return;
        }
        if (open != 0) {
            end(offset, "a later session has begun", 0);
        }
        latest = session;
        open = session;
    }

    private boolean hasEnded(long session) {
        return ends.stream().anyMatch(end -> end.session() == session);
    }

    private void end(long offset, String reason, long time) {
        SessionEnd end =
                new SessionEnd(open, offset, StreamCode.NOT_OPEN, reason, Unsent.NONE, false, System.nanoTime());
        Shape told = error;
        ends.add(told != null && explains(told, open, offset, time) ? end.settledBy(told) : end);
        if (ends.size() > MOST_ENDS) {
            ends.remove(0);
        }
        ended++;
        open = 0;
    }

    /** Whether an error ended that session: nothing was received after it. */
    private static boolean explains(Shape event, long session, long offset, long time) {
        if (event.number("session") != session || event.shape("unread").number("to") > offset) {
            return false;
        }
        return event.code() != StreamCode.WRITE_TIMEOUT || time == 0 || time - event.number("time") <= AT_ONCE_MICROS;
    }
}
