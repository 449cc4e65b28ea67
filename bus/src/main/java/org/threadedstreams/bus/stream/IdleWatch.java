package org.threadedstreams.bus.stream;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;

/**
 * Ends a session in which no byte came for too long. It costs a note of the time for each read, and a timer that is set
 * anew only when it fires.
 *
 * <p>Used from the stream's mailbox only.
 */
final class IdleWatch {

    private final StreamActor stream;
    private @Nullable ScheduledFuture<?> timer;
    private long limitMillis;
    private long lastInputNanos;

    IdleWatch(StreamActor stream) {
        this.stream = stream;
    }

    /** A session begins. A limit of 0 is none. */
    void begin(long idleTimeoutMillis) {
        limitMillis = idleTimeoutMillis;
        received();
        arm(limitMillis);
    }

    void received() {
        lastInputNanos = System.nanoTime();
    }

    void end() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void arm(long millis) {
        if (limitMillis > 0) {
            timer = stream.after(Duration.ofMillis(Math.max(1, millis)), this::check);
        }
    }

    private void check() {
        if (timer == null) {
            return;
        }
        long quietMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastInputNanos);
        if (quietMillis >= limitMillis) {
            stream.endSession(StreamCode.IDLE_TIMEOUT, "no byte came for idleTimeoutMillis = " + limitMillis);
        } else {
            arm(limitMillis - quietMillis);
        }
    }
}
