package org.threadedstreams.bus.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.threadedstreams.api.bus.Addresses;

/**
 * Chunks that follow each other, on their way to the mailbox. While it is busy more are added, and many small ones become
 * few: each costs an append and a message.
 *
 * <p>Safe for two threads, one that adds and one that takes, once.
 */
final class Batch {

    /** A chunk of this size is worth an append and a message of its own, and not copied. */
    private static final int LARGE_BYTES = 8 * 1024;

    private static final int MOST_BYTES = 512 * 1024;

    private final long time;
    private final List<ByteBuffer> chunks = new ArrayList<>(1);
    private int bytes;
    private boolean taken;

    /** @param time when the first chunk came, in microseconds since the epoch */
    Batch(ByteBuffer first, long time) {
        this.time = time;
        chunks.add(first);
        bytes = first.remaining();
    }

    long time() {
        return time;
    }

    /** Whether the chunk goes with this batch; otherwise it needs one of its own. */
    synchronized boolean add(ByteBuffer chunk) {
        if (taken || bytes + chunk.remaining() > MOST_BYTES) {
            return false;
        }
        chunks.add(chunk);
        bytes += chunk.remaining();
        return true;
    }

    /** All the bytes, in order. Nothing is added any more. */
    synchronized List<ByteBuffer> take() {
        taken = true;
        return chunks.size() == 1 ? chunks : joined();
    }

    private List<ByteBuffer> joined() {
        List<ByteBuffer> joined = new ArrayList<>();
        List<ByteBuffer> small = new ArrayList<>();
        int smallBytes = 0;
        for (ByteBuffer chunk : chunks) {
            int length = chunk.remaining();
            if (length >= LARGE_BYTES || smallBytes + length > Addresses.MAX_CHUNK_BYTES) {
                moveTogether(small, smallBytes, joined);
                smallBytes = 0;
            }
            if (length >= LARGE_BYTES) {
                joined.add(chunk);
            } else {
                small.add(chunk);
                smallBytes += length;
            }
        }
        moveTogether(small, smallBytes, joined);
        return joined;
    }

    private static void moveTogether(List<ByteBuffer> small, int length, List<ByteBuffer> to) {
        if (small.size() == 1) {
            to.add(small.get(0));
        } else if (!small.isEmpty()) {
            ByteBuffer copy = ByteBuffer.allocate(length);
            small.forEach(copy::put);
            to.add(copy.flip());
        }
        small.clear();
    }
}
