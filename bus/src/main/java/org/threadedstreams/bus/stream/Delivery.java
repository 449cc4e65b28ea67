package org.threadedstreams.bus.stream;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells when what one stream published has reached its consumers. Vert.x queues it for their event loops without a limit, so a
 * stream that is faster than they are has to be held back.
 *
 * <p>Safe from any thread.
 */
final class Delivery {

    private final Set<Executor> all = new HashSet<>();
    private final Publisher publisher;

    Delivery(Vertx vertx, Publisher publisher) {
        ((VertxInternal) vertx).nettyEventLoopGroup().forEach(all::add);
        this.publisher = publisher;
    }

    /** Runs a task once all that this thread has published so far has been handed to handlers on event loops. */
    void afterwards(Runnable task) {
        Collection<Executor> loops = publisher.loops().orElse(all);
        if (loops.isEmpty()) {
            task.run();
            return;
        }
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
