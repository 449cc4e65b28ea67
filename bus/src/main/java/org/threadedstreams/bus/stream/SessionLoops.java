package org.threadedstreams.bus.stream;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions connect: on the event loop where what they read will be handled, if that is one, for then no other thread has
 * to be woken for it. A loop takes only a few for that reason, so that one consumer of all streams does not draw all of their
 * connections to its own.
 *
 * <p>Safe from any thread.
 */
final class SessionLoops {

    /** How many sessions one loop takes. */
    static final int MOST = 16;

    private final Vertx vertx;
    private final Map<EventLoop, Integer> sessions = new HashMap<>();

    SessionLoops(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A session's place until it is over. Closing is idempotent. */
    final class Place implements AutoCloseable {

        private final StreamLoop loop;
        private @Nullable EventLoop taken;

        private Place(StreamLoop loop, @Nullable EventLoop taken) {
            this.loop = loop;
            this.taken = taken;
        }

        StreamLoop loop() {
            return loop;
        }

        @Override
        public void close() {
            synchronized (sessions) {
                if (taken != null) {
                    sessions.computeIfPresent(taken, (loop, count) -> count == 1 ? null : count - 1);
                    taken = null;
                }
            }
        }
    }

    /**
     * Takes a place.
     *
     * @param own the stream's, for want of a better one
     * @param consumers the loops where its bytes are handled
     */
    Place take(StreamLoop own, Collection<EventLoop> consumers) {
        if (consumers.size() == 1) {
            EventLoop only = consumers.iterator().next();
            synchronized (sessions) {
                int count = sessions.getOrDefault(only, 0);
                if (count < MOST) {
                    sessions.put(only, count + 1);
                    return new Place(StreamLoop.of(vertx, only), only);
                }
            }
        }
        return new Place(own, null);
    }
}
