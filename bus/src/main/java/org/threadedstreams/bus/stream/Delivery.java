package org.threadedstreams.bus.stream;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells when what one stream published has reached its consumers. Vert.x queues it for their event loops without a limit, so a
 * stream that is faster than they are has to be held back.
 *
 * <p>Safe from any thread.
 */
final class Delivery {

    private final Set<EventLoop> all = new HashSet<>();
    private final Publisher publisher;

    Delivery(Vertx vertx, Publisher publisher) {
        ((VertxInternal) vertx).nettyEventLoopGroup().forEach(loop -> all.add((EventLoop) loop));
        this.publisher = publisher;
    }

    /** The event loops that have consumers, or may have. */
    Collection<EventLoop> loops() {
        return publisher.loops().orElse(all);
    }

    /** Runs a task once all that this thread has published so far has been handed to handlers on event loops. */
    void afterwards(Runnable task) {
        Collection<EventLoop> loops = loops();
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
        for (EventLoop loop : loops) {
            try {
                loop.execute(passed);
            } catch (RejectedExecutionException stopped) {
                // Nothing waits for it any more.
                passed.run();
            }
        }
    }
}
