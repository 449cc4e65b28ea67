package org.threadedstreams.benchmarks.measure;

import java.util.Locale;

/** Something that a sample has a figure of. */
public enum Metric {
    /** How much was done in a second. */
    RATE("rate", true),
    /** How long one took, the median. */
    TIME("time", false),
    /** How long the slowest of a hundred took. */
    P99("99 % within", false),
    /** Processor time, user's and system's, of all processes that took part on this side, for one unit. */
    CPU("CPU", false),
    /** The most memory that these had resident until then (VmHWM). */
    MEMORY("memory", false),
    THREADS("threads", false),
    /** Bytes that did not arrive. */
    LOST("lost", false);

    private final String word;
    private final boolean moreIsBetter;

    Metric(String word, boolean moreIsBetter) {
        this.word = word;
        this.moreIsBetter = moreIsBetter;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** A figure as people read it: three digits that count. */
    public static String figure(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    @Override
    public String toString() {
        return word;
    }
}
