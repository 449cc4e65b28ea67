package org.threadedstreams.client.handle;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The first moments of a wait, in which the thread looks again and again instead of going to sleep: to wake a thread takes
 * longer than many an answer. It does so while answers do come that soon, and hardly ever where they do not; and never more
 * threads at once than half of the processors, for somebody has to give those answers.
 *
 * <p>Safe from any thread.
 */
final class Spin {

    private static final long MOST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** So many in vain, and only one wait in {@link #SELDOM} is begun like that. */
    private static final int MOST_VAIN = 4;

    private static final int SELDOM = 64;

    private static final Semaphore PROCESSORS =
            new Semaphore(Runtime.getRuntime().availableProcessors() / 2);

    // A count that is lost among threads matters little.
    private volatile int vain;

    /** Whether it has happened, for which it may have waited a little. */
    boolean sees(BooleanSupplier happened) {
        if (happened.getAsBoolean()) {
            return true;
        }
        if (vain >= MOST_VAIN && ++vain % SELDOM != 0 || !PROCESSORS.tryAcquire()) {
            return false;
        }
        try {
            long start = System.nanoTime();
            do {
                Thread.onSpinWait();
                if (happened.getAsBoolean()) {
                    vain = 0;
                    return true;
                }
            } while (System.nanoTime() - start < MOST_NANOS);
            vain++;
            return false;
        } finally {
            PROCESSORS.release();
        }
    }
}
