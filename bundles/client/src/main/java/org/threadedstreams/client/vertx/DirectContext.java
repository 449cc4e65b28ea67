package org.threadedstreams.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.impl.EventLoopExecutor;
import io.vertx.core.impl.VertxImpl;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.EventExecutor;
import io.vertx.core.internal.FutureInternal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Addresses;

/**
 * A Vert.x context that is told of a message on the very thread that sends it, one at a time: for a handler that only takes
 * note and wakes whoever waits. Otherwise an event loop would have to be woken first, to do just that.
 *
 * <p>Safe from any thread.
 */
final class DirectContext {

    private static final Logger LOG = System.getLogger(DirectContext.class.getName());

    private final @Nullable ContextInternal context;

    /** One on the Vert.x of that bus. With a bus of a kind that does not tell its Vert.x all is as without. */
    DirectContext(EventBus bus) {
        // Nothing is registered before it has a handler.
        Future<Void> registration = bus.consumer(Addresses.LIST).completion();
        context = registration instanceof FutureInternal<Void> known
                        && known.context() != null
                        && known.context().owner() instanceof VertxImpl vertx
                ? direct(vertx, known.context())
                : null;
    }

    private static ContextInternal direct(VertxImpl vertx, ContextInternal like) {
        return vertx.createContext(
                ThreadingModel.EXTERNAL,
                new EventLoopExecutor(like.nettyEventLoop()),
                new InTurn(),
                like.workerPool(),
                like.closeFuture(),
                like.deployment(),
                like.classLoader());
    }

    /** Does something on this thread that takes the Vert.x context it is in for its own, as consumers and requests do. */
    <T> T with(Supplier<T> work) {
        if (context == null) {
            return work.get();
        }
        ContextInternal before = context.beginDispatch();
        try {
            return work.get();
        } finally {
            context.endDispatch(before);
        }
    }

    /** Runs tasks on their callers' threads, one at a time and in order. */
    private static final class InTurn implements EventExecutor {

        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final AtomicInteger waiting = new AtomicInteger();
        private volatile @Nullable Thread running;

        @Override
        public boolean inThread() {
            return running == Thread.currentThread();
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
            if (waiting.getAndIncrement() == 0) {
                do {
                    runOne();
                } while (waiting.decrementAndGet() != 0);
            }
        }

        private void runOne() {
            Thread thread = Thread.currentThread();
            running = thread;
            try {
                tasks.remove().run();
            } catch (Throwable e) {
                // The next are none the worse for it.
                LOG.log(Level.ERROR, "a handler's context failed", e);
            } finally {
                running = null;
            }
        }
    }
}
