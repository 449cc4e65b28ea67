package org.threadedstreams.client.handle;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.Unread;

/**
 * How far one wait has looked, from the cursor on: through the inbox first, then, where that is full, through chunks that it
 * fetches for itself, of which it keeps only the last. Guarded by the cursor's lock.
 */
final class Scan {

    private final Inbox inbox;
    /** Of which move of the cursor it starts. */
    final long epoch;

    private final long from;
    private long position;

    /** What was looked at behind the inbox, up to {@link #position}. */
    private final Deque<ByteBuffer> tail = new ArrayDeque<>();

    private long tailStart;
    private @Nullable ByteBuffer fetched;

    boolean asking;

    @Nullable
    Break gap;

    @Nullable
    Throwable failure;

    Scan(Inbox inbox, long epoch) {
        this.inbox = inbox;
        this.epoch = epoch;
        this.from = inbox.start();
        this.position = from;
        this.tailStart = from;
    }

    long from() {
        return from;
    }

    /** Everything before this offset has been looked at. */
    long position() {
        return position;
    }

    /** Whether what comes next has to be fetched by the scan itself. */
    boolean beyond() {
        return position >= inbox.end() && !inbox.hasRoom();
    }

    void arrived(ByteBuffer bytes) {
        fetched = bytes;
    }

    /** What comes next, at most up to an offset; empty if it is not here. */
    ByteBuffer next(long limit) {
        ByteBuffer bytes = fetched;
        ByteBuffer here =
                position < inbox.end() ? inbox.at(position) : bytes == null ? ByteBuffer.allocate(0) : bytes.slice();
        long most = Math.max(0, limit - position);
        return most < here.remaining() ? here.slice(0, (int) most) : here;
    }

    /** That was looked at. The bytes from {@code needed} on are kept, and as many as an exception carries. */
    void looked(ByteBuffer bytes, long needed) {
        if (position >= inbox.end()) {
            tail.add(bytes);
            ByteBuffer rest = fetched;
            if (rest != null) {
                rest.position(rest.position() + bytes.remaining());
                fetched = rest.hasRemaining() ? rest : null;
            }
        } else {
            tailStart = position + bytes.remaining();
        }
        position += bytes.remaining();
        long kept = Math.min(needed, position - Payload.MOST_BYTES);
        while (!tail.isEmpty() && tailStart + tail.getFirst().remaining() <= kept) {
            tailStart += tail.removeFirst().remaining();
        }
    }

    /** How many bytes it holds itself. */
    long heldBytes() {
        ByteBuffer bytes = fetched;
        return tail.stream().mapToLong(ByteBuffer::remaining).sum() + (bytes == null ? 0 : bytes.remaining());
    }

    /** A copy of bytes that were looked at and are still here. */
    byte[] copy(long start, long end) {
        byte[] bytes = new byte[(int) (end - start)];
        long inInbox = Math.min(end, inbox.end());
        int done = 0;
        if (start < inInbox) {
            byte[] first = inbox.copy(start, inInbox);
            System.arraycopy(first, 0, bytes, 0, first.length);
            done = first.length;
        }
        long at = tailStart;
        for (ByteBuffer piece : tail) {
            int skip = (int) Math.max(0, Math.min(start + done - at, piece.remaining()));
            int count = Math.min(piece.remaining() - skip, bytes.length - done);
            piece.get(piece.position() + skip, bytes, done, count);
            done += count;
            at += piece.remaining();
        }
        return bytes;
    }

    /** Whether {@link #copy} can give all from there on. */
    boolean has(long start) {
        return start >= inbox.start() && (tailStart <= inbox.end() || start >= tailStart);
    }

    /** What this wait has not consumed, up to an offset that is here. */
    Unread unread(long to) {
        long start = Math.max(from, to - Payload.MOST_BYTES);
        if (!has(start)) {
            start = Math.min(to, tailStart);
        }
        return new Unread(start, to, copy(start, to), start > from);
    }
}
