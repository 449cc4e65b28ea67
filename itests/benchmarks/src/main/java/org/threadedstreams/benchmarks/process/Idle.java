package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What a process uses while it is left alone, after it has settled. */
public record Idle(double cpuMillisPerSecond) {

    private static final long SETTLE_MILLIS = 2_000;
    private static final long WATCH_MILLIS = 3_000;

    /** Watches a process for a few seconds. */
    public static Idle of(long pid) throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        double before = Usage.cpuSeconds(pid);
        long start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
        return new Idle((Usage.cpuSeconds(pid) - before) * 1e3 / ((System.nanoTime() - start) / 1e9));
    }
}
