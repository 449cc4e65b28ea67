package org.threadedstreams.faults.mixed;

import java.time.Duration;

/** What the faults of one kind came to. Safe for many threads. */
final class StrikeTally {

    static final String[] HEADINGS = {"fault", "strikes", "streams struck", "failed", "mean s", "slowest s"};

    private final String kind;
    private int strikes;
    private int streams;
    private int failures;
    private long nanos;
    private long slowestNanos;

    StrikeTally(String kind) {
        this.kind = kind;
    }

    /** Adds one after which all was well again. */
    synchronized void add(int struck, Duration took) {
        strikes++;
        streams += struck;
        nanos += took.toNanos();
        slowestNanos = Math.max(slowestNanos, took.toNanos());
    }

    synchronized void failure() {
        failures++;
    }

    synchronized int strikes() {
        return strikes + failures;
    }

    synchronized void add(StrikeTally other) {
        synchronized (other) {
            strikes += other.strikes;
            streams += other.streams;
            failures += other.failures;
            nanos += other.nanos;
            slowestNanos = Math.max(slowestNanos, other.slowestNanos);
        }
    }

    /** Its cells, in the order of {@link #HEADINGS}. */
    synchronized String[] cells() {
        return new String[] {
            kind,
            Integer.toString(strikes + failures),
            Integer.toString(streams),
            Integer.toString(failures),
            "%.1f".formatted(nanos / 1e9 / Math.max(1, strikes)),
            "%.1f".formatted(slowestNanos / 1e9)
        };
    }
}
