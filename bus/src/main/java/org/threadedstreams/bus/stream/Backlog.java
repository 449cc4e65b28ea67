package org.threadedstreams.bus.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamConnection;

/**
 * Counts the bytes that wait in the mailbox, and has the connection pause while there are too many: otherwise a transport
 * that reads faster than its bytes are made into lines would fill the memory.
 *
 * <p>Safe from any thread.
 */
final class Backlog {

    static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final long GO_ON_BYTES = MOST_BYTES / 4;

    private final AtomicLong bytes = new AtomicLong();
    /** Keeps the calls in order without a lock: the transport may hold one of its own. */
    private final Mailbox calls;

    private volatile @Nullable StreamConnection connection;
    private volatile boolean paused;

    Backlog(String name, Executor pool) {
        this.calls = new Mailbox(name, pool);
    }

    /** From now on that connection is paused and resumed. */
    void begin(StreamConnection resumed) {
        connection = resumed;
    }

    void end() {
        connection = null;
    }

    void add(int count) {
        if (bytes.addAndGet(count) > MOST_BYTES) {
            calls.execute(this::adjust);
        }
    }

    void remove(int count) {
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
            paused = false;
            now.resume();
        }
    }
}
