package org.threadedstreams.client.handle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The unread bytes from the cursor on, without a break, as far as there is room. Not thread-safe; but what {@link #at} has
 * given stays as it is, whatever happens here.
 */
final class Inbox {

    /** Full from here on. One more chunk, of at most 64 KiB, may have come on top. */
    static final int LIMIT_BYTES = 1024 * 1024;

    private static final int BLOCK_BYTES = 16 * 1024;

    private final List<byte[]> blocks = new ArrayList<>();
    /** The offset of the first block's first byte. */
    private long base;

    private long start;
    private long end;

    Inbox(long start) {
        reset(start);
    }

    long start() {
        return start;
    }

    /** The offset behind the last byte. */
    long end() {
        return end;
    }

    int size() {
        return (int) (end - start);
    }

    boolean hasRoom() {
        return size() < LIMIT_BYTES;
    }

    /** How much of the heap it takes. */
    int heldBytes() {
        return blocks.size() * BLOCK_BYTES;
    }

    /** Copies what the buffer has from its position on. */
    void append(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            int at = (int) (end - base);
            if (at == blocks.size() * BLOCK_BYTES) {
                blocks.add(new byte[BLOCK_BYTES]);
            }
            int index = at % BLOCK_BYTES;
            int count = Math.min(rest.remaining(), BLOCK_BYTES - index);
            rest.get(blocks.get(at / BLOCK_BYTES), index, count);
            end += count;
        }
    }

    /** The bytes from there on that lie in one piece; empty at the end. */
    ByteBuffer at(long offset) {
        int at = (int) (offset - base);
        int count = (int) Math.min(end - offset, BLOCK_BYTES - at % BLOCK_BYTES);
        return count == 0
                ? ByteBuffer.allocate(0)
                : ByteBuffer.wrap(blocks.get(at / BLOCK_BYTES), at % BLOCK_BYTES, count)
                        .slice()
                        .asReadOnlyBuffer();
    }

    /** A copy of the bytes of {@code [from, to)}, all of which are here. */
    byte[] copy(long from, long to) {
        byte[] bytes = new byte[(int) (to - from)];
        for (int done = 0; done < bytes.length; ) {
            ByteBuffer piece = at(from + done);
            int count = Math.min(piece.remaining(), bytes.length - done);
            piece.get(bytes, done, count);
            done += count;
        }
        return bytes;
    }

    /** The cursor goes ahead, to an offset up to the end. */
    void discardTo(long offset) {
        start = offset;
        int gone = (int) (start - base) / BLOCK_BYTES;
        blocks.subList(0, gone).clear();
        base += (long) gone * BLOCK_BYTES;
        if (start == end) {
            reset(end);
        }
    }

    /** Empty, with the cursor there. */
    void reset(long offset) {
        blocks.clear();
        base = offset;
        start = offset;
        end = offset;
    }
}
