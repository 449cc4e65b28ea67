package org.threadedstreams.bus.stream;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells when what was published has reached its consumers. Vert.x queues it for their event loops without a limit, so a
 * stream that is faster than they are has to be held back.
 *
 * <p>Safe from any thread.
 */
final class Delivery {

    private final List<Executor> loops = new ArrayList<>();

    Delivery(Vertx vertx) {
        ((VertxInternal) vertx).nettyEventLoopGroup().forEach(loops::add);
    }

    /** Runs a task on an event loop once all that this thread has published so far has been handed to handlers there. */
    void afterwards(Runnable task) {
        AtomicInteger left = new AtomicInteger(loops.size());
        Runnable passed = () -> {
            if (left.decrementAndGet() == 0) {
                task.run();
            }
        };
        for (Executor loop : loops) {
            try {
                loop.execute(passed);
            } catch (RejectedExecutionException stopped) {
                // Nothing waits for it any more.
                passed.run();
            }
        }
    }
}
