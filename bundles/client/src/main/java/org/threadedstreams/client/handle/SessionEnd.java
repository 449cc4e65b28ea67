package org.threadedstreams.client.handle;

import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.Unsent;

/**
 * How a session ended. Immutable.
 *
 * @param session its number
 * @param offset where its input ends
 * @param code {@code NOT_OPEN} as long as no error tells another
 * @param settled whether the error that goes with it has come
 * @param toldNanos when it was heard of, as {@link System#nanoTime}
 */
record SessionEnd(
        long session, long offset, StreamCode code, String message, Unsent unsent, boolean settled, long toldNanos) {

    /**
     * How long an error may come later than the state that follows from it: they are sent the other way round, but on
     * different addresses.
     */
    static final long GRACE_NANOS = 250_000_000;

    SessionEnd settledBy(Shape error) {
        StreamCode told = error.code();
        return new SessionEnd(
                session,
                Math.min(offset, error.shape("unread").number("to")),
                told == null ? code : told,
                error.text("message"),
                error.shape("unsent").unsent(),
                true,
                toldNanos);
    }

    /** How long a wait that has looked through all of its bytes still waits for the error; 0 or less: no more. */
    long graceNanos(long now) {
        return settled ? 0 : GRACE_NANOS - (now - toldNanos);
    }
}
