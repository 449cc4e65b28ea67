package org.threadedstreams.bus.model;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A timer whose time passes only when a test says so; what is due then rings on the test's thread, in order.
 *
 * <p>Safe from any thread.
 */
final class ManualTimer extends ScheduledThreadPoolExecutor {

    private final Queue<Ring> rings =
            new PriorityQueue<>(Comparator.comparingLong(Ring::atNanos).thenComparingLong(Ring::number));
    private long nowNanos;
    private long count;

    ManualTimer() {
        super(1);
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Ring ring = new Ring(
                () -> {
                    task.run();
                    return null;
                },
                nowNanos + unit.toNanos(delay),
                count++);
        rings.add(ring);
        return ring;
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    task.run();
                    scheduleWithFixedDelay(task, delay, delay, unit);
                },
                first,
                unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(task, first, period, unit);
    }

    /** Lets time pass. What rings may set the timer anew, and that rings too if it is due. */
    void pass(Duration time) {
        long until = nowNanos + time.toNanos();
        for (Ring due = next(until); due != null; due = next(until)) {
            due.run();
        }
    }

    private synchronized Ring next(long until) {
        Ring first = rings.peek();
        if (first == null || first.atNanos > until) {
            nowNanos = until;
            return null;
        }
        nowNanos = Math.max(nowNanos, first.atNanos);
        return rings.remove();
    }

    private final class Ring extends FutureTask<Void> implements ScheduledFuture<Void> {

        private final long atNanos;
        private final long number;

        Ring(Callable<Void> task, long atNanos, long number) {
            super(task);
            this.atNanos = atNanos;
            this.number = number;
        }

        long atNanos() {
            return atNanos;
        }

        long number() {
            return number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - nowNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
