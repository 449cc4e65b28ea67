package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.benchmarks.measure.Form;

/** What a process uses while it is left alone, after it has settled. */
public record Idle(double cpuMillisPerSecond) {

    private static final long SETTLE_MILLIS = 2_000;
    private static final long WATCH_MILLIS = 3_000;
    private static final long QUICK_MILLIS = 1_000;
    private static final int MOST_WATCHES = 20;
    /** A watch that takes more of the one before than this is taken for what goes on for ever. */
    private static final double SETTLED = 0.9;

    /** Watches a process for a few seconds. */
    public static Idle of(long pid, Form form) throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(form == Form.FULL ? SETTLE_MILLIS : QUICK_MILLIS);
        return watched(pid, form == Form.FULL ? WATCH_MILLIS : QUICK_MILLIS);
    }

    /** Watches a process until it uses no less than it did before, a minute at the most: what it compiled and made at first is done then. */
    public static Idle settled(long pid) throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        Idle before = watched(pid, WATCH_MILLIS);
        for (int watches = 1; watches < MOST_WATCHES; watches++) {
            Idle now = watched(pid, WATCH_MILLIS);
            if (now.cpuMillisPerSecond() >= SETTLED * before.cpuMillisPerSecond()
                    && now.cpuMillisPerSecond() <= before.cpuMillisPerSecond() / SETTLED) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private static Idle watched(long pid, long millis) throws IOException, InterruptedException {
        double before = Usage.cpuSeconds(pid);
        long start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(millis);
        return new Idle((Usage.cpuSeconds(pid) - before) * 1e3 / ((System.nanoTime() - start) / 1e9));
    }
}
