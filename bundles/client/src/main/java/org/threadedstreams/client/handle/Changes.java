package org.threadedstreams.client.handle;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of a cursor, and a count of what has happened to it, so that no change is missed between a look and a wait.
 * Everything but the lock itself is used under the lock.
 */
final class Changes {

    final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Spin spin = new Spin();
    private volatile long count;

    /** Something has happened. */
    void tell() {
        count++;
        changed.signalAll();
    }

    long count() {
        return count;
    }

    /** Waits until something has happened since then. Returns whether something may have. */
    boolean await(long seen, long nanos) throws InterruptedException {
        if (count != seen || nanos <= 0) {
            return count != seen;
        }
        lock.unlock();
        boolean soon = spin.sees(() -> count != seen);
        lock.lock();
        return soon || count != seen || changed.awaitNanos(nanos) > 0;
    }
}
