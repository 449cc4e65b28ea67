package org.threadedstreams.benchmarks.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Waits for what nobody tells of. Stateless. */
public final class Waiting {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Waiting() {}

    /** Something that is to hold. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    public static void until(String what, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new TimeoutException("it does not come to it that " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
