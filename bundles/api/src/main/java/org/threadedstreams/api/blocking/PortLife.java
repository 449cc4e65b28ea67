package org.threadedstreams.api.blocking;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamEnd;

/**
 * How far a port's life has come, and what its threads wait for. Its monitor is never held over a call into the port or
 * the listener.
 *
 * <p>Safe from any thread.
 */
final class PortLife {

    private boolean opening;
    private boolean opened;
    private boolean resumed;
    private boolean interrupted;
    private int calls;
    private @Nullable StreamEnd end;

    /** Whether the port may be opened: false when the end has begun. */
    synchronized boolean beginOpen() {
        opening = end == null;
        return opening;
    }

    /** Whether {@link BlockingPort#open} was called, or is about to be. */
    synchronized boolean openCalled() {
        return opening;
    }

    /** The port is open. False when the end has begun meanwhile. */
    synchronized boolean beginOpened() {
        opened = end == null;
        return opened;
    }

    synchronized boolean isOpen() {
        return opened && end == null;
    }

    /** Begins the end. False when it has begun before: the first cause stays. */
    synchronized boolean beginEnd(StreamEnd cause) {
        if (end != null) {
            return false;
        }
        end = cause;
        notifyAll();
        return true;
    }

    /** The cause of the end, once it has begun. */
    synchronized @Nullable StreamEnd end() {
        return end;
    }

    synchronized void resume(boolean on) {
        resumed = on;
        notifyAll();
    }

    /** Waits while the connection is paused. Whether to read then: false when the end has begun. */
    synchronized boolean awaitResumed() {
        await(() -> resumed || end != null);
        return end == null;
    }

    /** Whether a call into the port may begin: false when the end has begun. {@link #leave} follows a true one. */
    synchronized boolean enter() {
        if (end != null) {
            return false;
        }
        calls++;
        return true;
    }

    synchronized void leave() {
        calls--;
        notifyAll();
    }

    /** Waits until no entered call is under way, but not longer than that. */
    synchronized void awaitCalls(long millis) {
        await(() -> calls == 0, millis);
    }

    /** {@link BlockingPort#interrupt} has returned, or there was nothing to interrupt. */
    synchronized void interrupted() {
        interrupted = true;
        notifyAll();
    }

    synchronized void awaitInterrupted(long millis) {
        await(() -> interrupted, millis);
    }

    /** Waits until no other thread is in the port any more; for ever where a call hangs. */
    synchronized void awaitAllCalls() {
        await(() -> calls == 0 && interrupted);
    }

    /** Waits for the end to begin. */
    synchronized StreamEnd awaitEnd() {
        await(() -> end != null);
        return Objects.requireNonNull(end);
    }

    /** Waits that long, or until the end has begun. */
    synchronized void awaitEnd(long millis) {
        await(() -> end != null, millis);
    }

    /** Waits for something that {@link #signal} announces, or for the end. */
    synchronized void awaitWork(BooleanSupplier present) {
        await(() -> end != null || present.getAsBoolean());
    }

    synchronized void signal() {
        notifyAll();
    }

    private synchronized void await(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            await(done, TimeUnit.DAYS.toMillis(1));
        }
    }

    private synchronized void await(BooleanSupplier done, long millis) {
        long start = System.nanoTime();
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        while (!done.getAsBoolean()) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException leftBehind) {
                // Nobody interrupts these threads. A port may leave the flag behind; this has cleared it.
            }
        }
    }
}
