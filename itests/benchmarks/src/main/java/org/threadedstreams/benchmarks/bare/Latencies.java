package org.threadedstreams.benchmarks.bare;

import java.util.Arrays;

/** How long each of many took. For one thread. */
final class Latencies {

    private final long[] nanos;
    private int count;

    Latencies(int most) {
        nanos = new long[most];
    }

    void since(long startNanos) {
        nanos[count++] = System.nanoTime() - startNanos;
    }

    /** {@code median=NANOS p99=NANOS}. */
    String answer() {
        Arrays.sort(nanos, 0, count);
        return "median=" + nanos[count / 2] + " p99=" + nanos[(int) (count * 99L / 100)];
    }
}
