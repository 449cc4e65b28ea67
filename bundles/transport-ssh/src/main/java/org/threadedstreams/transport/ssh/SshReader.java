package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what comes on a channel, and nothing while nobody wants it: then it is held, the channel's window closes, and the
 * host waits. So no more is held than a window has.
 *
 * <p>Everything happens in the mailbox, except {@link #want} and {@link #arrived}.
 */
final class SshReader {

    private static final int BLOCK_BYTES = 8 * 1024;

    /** The channel's window at this side. */
    interface Window {
        /** The host may send that many more. Safe from any thread. */
        void release(long bytes) throws IOException;

        /** Releasing failed, which ends the session. */
        void broken(IOException e);
    }

    private final Mailbox mailbox;
    private final Consumer<ByteBuffer> received;
    private final Runnable drained;
    private final Deque<ByteBuffer> held = new ArrayDeque<>();
    private volatile boolean wanted;
    private @Nullable Window window;
    private boolean inputEnded;
    private boolean done;

    /**
     * @param received told in the mailbox what came
     * @param drained told in the mailbox, once, that the input has ended and all of it was handed on
     */
    SshReader(Mailbox mailbox, Consumer<ByteBuffer> received, Runnable drained) {
        this.mailbox = mailbox;
        this.received = received;
        this.drained = drained;
    }

    /** The channel is open; until now everything was held. */
    void begin(Window opened) {
        window = opened;
        pass();
    }

    /** Says whether input is wanted. Safe from any thread; what has come already is held back until it is wanted. */
    void want(boolean now) {
        wanted = now;
        if (now) {
            mailbox.post(this::pass);
        }
    }

    /** Something has come, after all that came before. Safe from any thread; the bytes are the reader's own from now on. */
    void arrived(ByteBuffer bytes) {
        mailbox.run(() -> {
            if (!done) {
                hold(bytes);
                pass();
            }
        });
    }

    /** Many small pieces, as a host may send them, take no more memory than their bytes. */
    private void hold(ByteBuffer bytes) {
        int length = bytes.remaining();
        ByteBuffer last = held.peekLast();
        if (last == null || length >= BLOCK_BYTES) {
            held.add(bytes);
        } else if (last.capacity() - last.limit() >= length) {
            int end = last.limit();
            last.limit(end + length).put(end, bytes, bytes.position(), length);
        } else {
            held.add(ByteBuffer.allocate(BLOCK_BYTES).put(bytes).flip());
        }
    }

    /** Nothing more will come from the host. What came is handed on as it is wanted, and then the input is drained. */
    void inputEnds() {
        inputEnded = true;
        pass();
    }

    /** Hands on and tells nothing any more. */
    void stop() {
        done = true;
        held.clear();
    }

    private void pass() {
        while (!done && wanted && window != null && !held.isEmpty()) {
            ByteBuffer bytes = held.remove();
            int length = bytes.remaining();
            received.accept(bytes);
            release(window, length);
        }
        if (!done && inputEnded && held.isEmpty()) {
            done = true;
            drained.run();
        }
    }

    private static void release(Window at, int length) {
        try {
            at.release(length);
        } catch (IOException e) {
            at.broken(e);
        }
    }
}
