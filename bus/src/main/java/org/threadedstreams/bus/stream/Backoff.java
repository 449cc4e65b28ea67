package org.threadedstreams.bus.stream;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling from the least to the most, a random half of it taken off, so that
 * streams which broke together do not come back together. A session that outlives the wait before it starts anew.
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

    /** The next wait, in milliseconds, in {@code [most / 2, most]} of this attempt. */
    long nextMillis(long minMillis, long maxMillis) {
        long most = Math.min(maxMillis, minMillis << Math.min(attempts, 20));
        attempts++;
        waitedMillis = most - random.nextLong(most / 2 + 1);
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
