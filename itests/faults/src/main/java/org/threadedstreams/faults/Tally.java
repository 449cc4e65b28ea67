package org.threadedstreams.faults;

import java.time.Duration;

/** What the rounds of one kind of fault came to. Safe for many threads. */
final class Tally {

    static final String[] HEADINGS = {
        "fault", "rounds", "failed", "bytes read", "bytes written", "lost", "gaps reported", "seconds"
    };

    private final String kind;
    private int rounds;
    private long read;
    private long written;
    private long lost;
    private long gaps;
    private long nanos;
    private int failures;

    Tally(String kind) {
        this.kind = kind;
    }

    /** Adds a round that went well. */
    synchronized void round(long bytesRead, long bytesWritten, Duration took) {
        rounds++;
        traffic(bytesRead, bytesWritten, took);
    }

    private void traffic(long bytesRead, long bytesWritten, Duration took) {
        read += bytesRead;
        written += bytesWritten;
        nanos += took.toNanos();
    }

    /** Adds gaps that were reported. */
    synchronized void gaps(long count) {
        gaps += count;
    }

    /** Adds a round that failed. */
    synchronized void failure(long bytesLost) {
        failures++;
        lost += bytesLost;
    }

    synchronized int rounds() {
        return rounds;
    }

    /** Whether every round went well. */
    synchronized boolean clean() {
        return failures == 0;
    }

    /** Adds what another came to. */
    synchronized void add(Tally other) {
        synchronized (other) {
            rounds += other.rounds;
            lost += other.lost;
            gaps += other.gaps;
            failures += other.failures;
            traffic(other.read, other.written, Duration.ofNanos(other.nanos));
        }
    }

    /** Its cells, in the order of {@link #HEADINGS}. */
    synchronized String[] cells() {
        return new String[] {
            kind,
            Integer.toString(rounds),
            Integer.toString(failures),
            "%,d".formatted(read),
            "%,d".formatted(written),
            "%,d".formatted(lost),
            Long.toString(gaps),
            "%.1f".formatted(nanos / 1e9)
        };
    }
}
