package org.threadedstreams.faults.stream;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.content.Written;

/**
 * Writes to a stream, as much as it is allowed to, a few requests at a time.
 *
 * <p>Safe for many threads; it has one of its own.
 */
public final class Writer implements AutoCloseable {

    private static final Duration OPEN_LIMIT = Duration.ofMillis(200);
    private static final int MOST_BYTES = 50_000;
    private static final int WINDOW = 4;

    private final Requests requests;
    private final Random lengths;
    private final Thread thread;

    // Guarded by the requests, which tell when one is answered.
    private @Nullable StateWatch states;
    private long allowed;
    private boolean closed;

    Writer(String stream, long seed) {
        this.requests = new Requests(stream, seed);
        this.lengths = new Random(seed);
        thread = new Thread(this::run, "writer-" + stream);
        thread.setDaemon(true);
        thread.start();
    }

    /** What it has written, and what became of it. */
    Requests requests() {
        return requests;
    }

    /** Goes on over this connection. */
    void use(BridgeClient next, StateWatch with) {
        synchronized (requests) {
            states = with;
            requests.use(next);
        }
    }

    /** The gateway is about to be killed: replies may be missing. It stops until {@link #use}. */
    void expectDeath() {
        synchronized (requests) {
            allowed = 0;
            requests.expectDeath();
        }
    }

    /** Writes about so many bytes more. */
    public void allow(long bytes) {
        synchronized (requests) {
            allowed += bytes;
            requests.notifyAll();
        }
    }

    /** Writes no more. */
    public void stop() {
        synchronized (requests) {
            allowed = 0;
        }
    }

    private void run() {
        try {
            while (awaitTurn()) {
                write(Written.HEADER_BYTES + lengths.nextInt(MOST_BYTES));
            }
        } catch (InterruptedException e) {
            requests.fail(new IllegalStateException("interrupted"));
        }
    }

    private boolean awaitTurn() throws InterruptedException {
        StateWatch pause;
        synchronized (requests) {
            while (!closed && (allowed <= 0 || !requests.usable() || requests.waiting() >= WINDOW)) {
                requests.wait();
            }
            pause = requests.wasRefused() ? states : null;
        }
        if (pause != null) {
            pause.awaitOpen(OPEN_LIMIT);
        }
        synchronized (requests) {
            return !closed;
        }
    }

    /** Writes one request; returns its number, or 0 while there is no gateway. */
    int write(int length) {
        synchronized (requests) {
            if (requests.usable()) {
                allowed -= length;
            }
            return requests.write(length);
        }
    }

    /** Waits until all that is allowed has been written and has its reply. */
    void awaitIdle(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (requests) {
            while (!requests.faulty() && (allowed > 0 || requests.waiting() > 0)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new Violation(allowed + " bytes are still to be written; " + requests);
                }
                requests.wait(left / 1_000_000 + 1);
            }
        }
        requests.awaitReplies(limit);
    }

    @Override
    public void close() {
        synchronized (requests) {
            closed = true;
            requests.notifyAll();
        }
    }
}
