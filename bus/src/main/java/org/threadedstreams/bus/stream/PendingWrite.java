package org.threadedstreams.bus.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.WriteReceipt;

/**
 * A write request on its way: what of it is handed over, and who waits for the outcome.
 *
 * <p>Used from the stream's mailbox only; the outcome completes exactly once.
 */
final class PendingWrite {

    private final byte[] bytes;
    private final long deadlineNanos;
    private final CompletableFuture<WriteReceipt> outcome;
    private int done;
    private boolean offered;
    private long session;
    private long offset;
    private long input;

    /**
     * @param bytes what to write; not modified by anyone any more
     * @param outcome completes with the receipt, or fails with {@link StreamException}
     */
    PendingWrite(byte[] bytes, long deadlineNanos, CompletableFuture<WriteReceipt> outcome) {
        this.bytes = bytes;
        this.deadlineNanos = deadlineNanos;
        this.outcome = outcome;
    }

    int length() {
        return bytes.length;
    }

    int left() {
        return bytes.length - done;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Whether the transport has been given some of it. */
    boolean offered() {
        return offered;
    }

    /** Its first byte is about to be handed over. */
    void begin(long inSession, long atOffset, long atInput) {
        if (!offered) {
            offered = true;
            session = inSession;
            offset = atOffset;
            input = atInput;
        }
    }

    ByteBuffer piece() {
        int length = Math.min(left(), StreamConnection.MAX_PIECE_BYTES);
        return ByteBuffer.wrap(bytes, done, length).slice().asReadOnlyBuffer();
    }

    void taken(int count) {
        done += count;
    }

    void succeed() {
        outcome.complete(new WriteReceipt(session, offset, bytes.length, input));
    }

    void fail(StreamException e) {
        outcome.completeExceptionally(e);
    }

    /** What is not confirmed. */
    Unsent unsent(long atOffset, int doubt) {
        return new Unsent(atOffset, left(), doubt, Arrays.copyOfRange(bytes, done, bytes.length), false);
    }

    int copyLeft(byte[] into, int at) {
        int count = Math.min(left(), into.length - at);
        System.arraycopy(bytes, done, into, at, count);
        return count;
    }
}
