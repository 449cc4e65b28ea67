package org.threadedstreams.transport.ssh;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.sshd.common.io.IoInputStream;
import org.apache.sshd.common.io.IoReadFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a channel, one read at a time, and none while nobody wants it: then the channel's window closes, and the host
 * waits.
 *
 * <p>Everything happens in the mailbox, except {@link #want}.
 */
final class SshReader {

    private static final int MIN_BYTES = 2 * 1024;
    private static final int MAX_BYTES = 64 * 1024;
    private static final int READS_IN_A_ROW = 16;
    private static final Duration LATE_BYTES = Duration.ofMillis(100);

    private final IoInputStream in;
    private final Mailbox mailbox;
    private final SharedClient shared;
    private final Consumer<ByteBuffer> received;
    private final Runnable drained;
    private volatile boolean wanted;

    private @Nullable IoReadFuture reading;
    private @Nullable ByteBuffer held;
    private boolean inputEnded;
    private boolean done;
    private int bytes = MIN_BYTES;

    /**
     * @param received told in the mailbox what was read
     * @param drained told in the mailbox, once, that the input has ended and all of it was handed on
     */
    SshReader(IoInputStream in, Mailbox mailbox, SharedClient shared, Consumer<ByteBuffer> received, Runnable drained) {
        this.in = in;
        this.mailbox = mailbox;
        this.shared = shared;
        this.received = received;
        this.drained = drained;
    }

    /** Says whether reading is wanted. Safe from any thread; what is read already is held back until it is wanted. */
    void want(boolean now) {
        wanted = now;
        if (now) {
            mailbox.post(this::read);
        }
    }

    /** Nothing more will come from the host. What came is handed on as it is wanted, and then the input is drained. */
    void inputEnds() {
        inputEnded = true;
        IoReadFuture pending = reading;
        if (pending != null) {
            // MINA answers a read that waits, unless it began just while the channel closed.
            shared.after(LATE_BYTES, () -> mailbox.post(() -> giveUp(pending)));
        }
        read();
    }

    /** Reads and tells nothing any more. */
    void stop() {
        done = true;
    }

    private void giveUp(IoReadFuture pending) {
        if (reading == pending && !pending.isDone() && !done) {
            done = true;
            drained.run();
        }
    }

    private void read() {
        for (int reads = 0; !done && reading == null && (wanted || inputEnded); reads++) {
            if (held != null) {
                if (!wanted) {
                    return;
                }
                ByteBuffer late = held;
                held = null;
                received.accept(late);
            } else if (reads == READS_IN_A_ROW) {
                mailbox.post(this::read);
                return;
            } else {
                readOnce();
            }
        }
    }

    private void readOnce() {
        IoReadFuture read = in.read(new ByteArrayBuffer(bytes, false));
        if (read.isDone()) {
            take(read);
            return;
        }
        reading = read;
        read.addListener(answered -> {
            Runnable step = () -> {
                reading = null;
                take(answered);
                read();
            };
            // Bytes come on MINA's own thread; an end may come on any, also on one that is just closing this
            // connection.
            if (length(answered) > 0) {
                mailbox.run(step);
            } else {
                mailbox.post(step);
            }
        });
    }

    private void take(IoReadFuture read) {
        if (done) {
            return;
        }
        int length = length(read);
        if (length < 0) {
            done = true;
            drained.run();
            return;
        }
        adapt(length);
        Buffer buffer = read.getBuffer();
        ByteBuffer piece =
                ByteBuffer.wrap(buffer.array(), buffer.rpos(), length).slice();
        if (wanted) {
            received.accept(piece);
        } else {
            held = piece;
        }
    }

    /** How many bytes were read; -1 at the end, whatever the reason. */
    private static int length(IoReadFuture read) {
        return read.getException() == null ? read.getRead() : -1;
    }

    private void adapt(int length) {
        if (length == bytes) {
            bytes = Math.min(bytes * 2, MAX_BYTES);
        } else if (length < bytes / 4) {
            bytes = Math.max(bytes / 2, MIN_BYTES);
        }
    }
}
