package org.threadedstreams.bus.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing later, in the mailbox. What was cancelled, or set anew, does not happen, even if its time had come and it
 * was only waiting for its turn.
 *
 * <p>Used from the stream's mailbox only.
 */
final class Alarm {

    private final ScheduledExecutorService timer;
    private final Executor mailbox;
    private @Nullable ScheduledFuture<?> pending;
    private long round;

    Alarm(ScheduledExecutorService timer, Executor mailbox) {
        this.timer = timer;
        this.mailbox = mailbox;
    }

    boolean isSet() {
        return pending != null;
    }

    void setMillis(long millis, Runnable task) {
        setNanos(TimeUnit.MILLISECONDS.toNanos(millis), task);
    }

    void setNanos(long nanos, Runnable task) {
        cancel();
        long mine = round;
        try {
            pending = timer.schedule(() -> mailbox.execute(() -> ring(mine, task)), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            // The gateway has stopped, and with it whatever would have been done.
            pending = null;
        }
    }

    private void ring(long mine, Runnable task) {
        if (mine == round) {
            cancel();
            task.run();
        }
    }

    void cancel() {
        round++;
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        }
    }
}
