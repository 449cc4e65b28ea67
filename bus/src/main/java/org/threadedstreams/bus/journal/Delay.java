package org.threadedstreams.bus.journal;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Does one thing some time after it was asked to; asked again meanwhile, it does it once.
 *
 * <p>Used by the owner only, who also does the work.
 */
final class Delay {

    private final ScheduledExecutorService timer;
    private final Executor owner;
    private final Runnable work;
    private boolean set;

    Delay(ScheduledExecutorService timer, Executor owner, Runnable work) {
        this.timer = timer;
        this.owner = owner;
        this.work = work;
    }

    void set(long millis) {
        if (set) {
            return;
        }
        try {
            timer.schedule(() -> owner.execute(this::ring), millis, TimeUnit.MILLISECONDS);
            set = true;
        } catch (RejectedExecutionException stopped) {
            // The gateway has stopped, and with it whatever would have been done.
            set = false;
        }
    }

    private void ring() {
        set = false;
        work.run();
    }
}
