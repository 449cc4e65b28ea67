package org.threadedstreams.bus.stream;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.threadedstreams.bus.journal.Journals;

/**
 * What all streams share.
 *
 * @param pool for tasks that must leave the thread they are on
 * @param timer wakes mailboxes, does nothing itself
 * @param random for jitter
 * @param openLimit how long a transport may say nothing of an opening, beyond the configured timeout
 */
public record StreamRuntime(
        Vertx vertx,
        SessionLoops loops,
        ExecutorService pool,
        ScheduledExecutorService timer,
        Clock clock,
        RandomGenerator random,
        Journals journals,
        Duration openLimit) {

    /** Long enough for whatever a transport has to do beside what {@code connectTimeoutMillis} limits. */
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);

    public StreamRuntime(
            Vertx vertx,
            ExecutorService pool,
            ScheduledExecutorService timer,
            Clock clock,
            RandomGenerator random,
            Journals journals) {
        this(vertx, new SessionLoops(vertx), pool, timer, clock, random, journals, OPEN_LIMIT);
    }

    public EventBus bus() {
        return vertx.eventBus();
    }

    /** Now, in microseconds since the epoch. */
    long micros() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
