package org.threadedstreams.bus.stream;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling, and always between the least and the most. A random part is taken
 * off, so that streams which broke together do not come back together. A session that outlives the wait before it starts
 * anew.
 *
 * <p>Not safe for several threads.
 */
final class Backoff {

    private final RandomGenerator random;
    private long waitedMillis;
    private int attempts;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next wait, in milliseconds, in {@code [minMillis, maxMillis]}: at first up to one and a half of the least. */
    long nextMillis(long minMillis, long maxMillis) {
        double doubled = minMillis * 1.5 * Math.pow(2, attempts);
        long most = Math.max(minMillis, (long) Math.min(maxMillis, doubled));
        long least = Math.max(minMillis, most / 2);
        attempts++;
        waitedMillis = least + random.nextLong(most - least + 1);
        return waitedMillis;
    }

    /** A session ended after that long. */
    void sessionLasted(long millis) {
        if (millis > waitedMillis) {
            reset();
        }
    }

    void reset() {
        attempts = 0;
        waitedMillis = 0;
    }
}
