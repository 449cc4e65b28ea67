package org.threadedstreams.bus.stream;

import java.util.concurrent.TimeUnit;
import org.threadedstreams.api.StreamCode;

/**
 * Ends a session in which no byte came for too long. It costs a note of the time for each read, and an alarm that is set
 * anew only when it rings.
 *
 * <p>Used from the stream's mailbox only.
 */
final class IdleWatch {

    private final StreamActor stream;
    private final Alarm alarm;
    private long limitMillis;
    private long lastInputNanos;

    IdleWatch(StreamActor stream, Alarm alarm) {
        this.stream = stream;
        this.alarm = alarm;
    }

    /** A session begins. A limit of 0 is none. */
    void begin(long idleTimeoutMillis) {
        limitMillis = idleTimeoutMillis;
        received();
        if (limitMillis > 0) {
            alarm.setMillis(limitMillis, this::check);
        }
    }

    void received() {
        lastInputNanos = System.nanoTime();
    }

    void end() {
        alarm.cancel();
    }

    private void check() {
        // A peer that we hold back ourselves is not idle.
        long quietNanos = Math.min(System.nanoTime() - lastInputNanos, stream.freeToReadNanos());
        long quietMillis = TimeUnit.NANOSECONDS.toMillis(quietNanos);
        if (quietMillis >= limitMillis) {
            stream.endSession(StreamCode.IDLE_TIMEOUT, "no byte came for idleTimeoutMillis = " + limitMillis);
        } else {
            alarm.setMillis(limitMillis - quietMillis, this::check);
        }
    }
}
