package org.threadedstreams.bus.stream;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/**
 * One of the event loops that Vert.x has, for a stream: a transport that uses Vert.x has its connection there, and requests
 * that only look come to it. Or a place on their callers' threads.
 *
 * <p>Safe from any thread.
 */
final class StreamLoop {

    private final ContextInternal context;

    private StreamLoop(ContextInternal context) {
        this.context = context;
    }

    /** Vert.x has its loops take turns. */
    static StreamLoop next(Vertx vertx) {
        return new StreamLoop(((VertxInternal) vertx).createEventLoopContext());
    }

    static StreamLoop of(Vertx vertx, EventLoop loop) {
        return new StreamLoop(
                ((VertxInternal) vertx).contextBuilder().withEventLoop(loop).build());
    }

    /** Has handlers run on their callers' threads, in that mailbox. */
    StreamLoop calledIn(Mailbox mailbox) {
        return new StreamLoop(CallersContext.like(context, mailbox));
    }

    /** Something to do. */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Does something on this thread that takes the Vert.x context it is in for its own, as consumers and clients do. */
    <T, E extends Exception> T with(Work<T, E> work) throws E {
        ContextInternal before = context.beginDispatch();
        try {
            return work.run();
        } finally {
            context.endDispatch(before);
        }
    }
}
