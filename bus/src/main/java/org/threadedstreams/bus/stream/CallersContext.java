package org.threadedstreams.bus.stream;

import io.vertx.core.ThreadingModel;
import io.vertx.core.impl.EventLoopExecutor;
import io.vertx.core.impl.VertxImpl;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x context whose handlers run on the very thread that sends the message, one at a time and in order: for handlers that
 * wait for no other thread. An event loop would have to be woken first, to hand what came to the next thread.
 *
 * <p>Made by any thread; see {@link Mailbox} for who is kept busy by others' messages.
 */
final class CallersContext {

    private CallersContext() {}

    /** One whose timers are on the event loop of another context. A Vert.x of another kind than its own has that context itself. */
    static ContextInternal like(ContextInternal other, Mailbox mailbox) {
        if (!(other.owner() instanceof VertxImpl vertx)) {
            return other;
        }
        return vertx.createContext(
                ThreadingModel.EXTERNAL,
                new EventLoopExecutor(other.nettyEventLoop()),
                new InMailbox(mailbox),
                other.workerPool(),
                other.closeFuture(),
                other.deployment(),
                other.classLoader());
    }

    private static final class InMailbox implements EventExecutor {

        private final Mailbox mailbox;
        private volatile @Nullable Thread running;

        InMailbox(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        @Override
        public boolean inThread() {
            return running == Thread.currentThread();
        }

        @Override
        public void execute(Runnable task) {
            mailbox.execute(() -> {
                Thread thread = Thread.currentThread();
                // Vert.x leaves that of the Vert.x context, if any, in which the caller is.
                ClassLoader callers = thread.getContextClassLoader();
                running = thread;
                try {
                    task.run();
                } finally {
                    running = null;
                    thread.setContextClassLoader(callers);
                }
            });
        }
    }
}
