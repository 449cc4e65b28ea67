package org.threadedstreams.benchmarks.probe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.StreamGapException;
import org.threadedstreams.client.ThreadedStream;

/** What a handle that stood still cost, and what it still gets. Stateless. */
final class Freezer {

    private static final int PIECE = 1 << 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Freezer() {}

    /** How many bytes of heap live, after a collection. */
    static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Reads until so many bytes came, or no more do in time; how many came. */
    static long readAll(ThreadedStream handle, long bytes, Duration limit) throws StreamException {
        long start = System.nanoTime();
        long got = 0;
        while (got < bytes && System.nanoTime() - start < limit.toNanos()) {
            int piece = read(handle);
            got += piece;
            if (piece == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return got;
    }

    private static int read(ThreadedStream handle) throws StreamException {
        try {
            return handle.read(PIECE).length;
        } catch (StreamGapException gap) {
            // What is missing is not counted; the handle reads on behind it.
            return 0;
        }
    }
}
