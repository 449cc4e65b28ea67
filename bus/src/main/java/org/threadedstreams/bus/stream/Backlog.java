package org.threadedstreams.bus.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamConnection;

/**
 * Counts the bytes that wait in the mailbox, and then for their consumers, and has the connection pause while there are too
 * many: otherwise a transport that reads faster than they are journaled, made into lines and taken would fill the memory.
 *
 * <p>Safe from any thread, except as said.
 */
final class Backlog {

    static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final long GO_ON_BYTES = MOST_BYTES / 2;

    /** How many may be delivered before that is noticed. */
    private static final long NOTICED_BYTES = GO_ON_BYTES / 2;

    /** About what a message takes beside its bytes. */
    private static final long MESSAGE_BYTES = 512;

    private final AtomicLong bytes = new AtomicLong();
    /** Keeps the calls in order without a lock: the transport may hold one of its own. */
    private final Mailbox calls;

    private final Delivery delivery;
    private long published;

    private volatile @Nullable StreamConnection connection;
    private volatile boolean paused;
    private volatile long freeSinceNanos = System.nanoTime();

    Backlog(String name, Executor pool, Delivery delivery) {
        this.calls = new Mailbox(name, pool);
        this.delivery = delivery;
    }

    /** From now on that connection is paused and resumed. */
    void begin(StreamConnection resumed) {
        connection = resumed;
    }

    void end() {
        connection = null;
    }

    /** How long the connection has been free to read, in nanoseconds; 0 while it is held back. */
    long freeNanos() {
        return paused ? 0 : System.nanoTime() - freeSinceNanos;
    }

    void add(int count) {
        if (bytes.addAndGet(count) > MOST_BYTES) {
            calls.execute(this::adjust);
        }
    }

    /** From the mailbox only: that many of the bytes were published, in so many messages. */
    void published(long count, long messages) {
        long overhead = messages * MESSAGE_BYTES;
        bytes.addAndGet(overhead);
        published += count + overhead;
        if (published >= NOTICED_BYTES) {
            long delivered = published;
            published = 0;
            delivery.afterwards(() -> remove(delivered));
        }
    }

    void remove(long count) {
        if (bytes.addAndGet(-count) <= GO_ON_BYTES && paused) {
            calls.execute(this::adjust);
        }
    }

    private void adjust() {
        StreamConnection now = connection;
        if (now == null) {
            return;
        }
        if (!paused && bytes.get() > MOST_BYTES) {
            paused = true;
            now.pause();
        }
        // Also when the bytes were taken away just before it was seen to be paused.
        if (paused && bytes.get() <= GO_ON_BYTES) {
            freeSinceNanos = System.nanoTime();
            paused = false;
            now.resume();
        }
    }
}
