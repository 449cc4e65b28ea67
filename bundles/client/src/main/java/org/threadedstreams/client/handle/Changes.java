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
    private long count;

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
        return count != seen || nanos > 0 && changed.awaitNanos(nanos) > 0;
    }
}
