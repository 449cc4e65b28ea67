package org.threadedstreams.bus.journal;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in memory, the latest ones. Large chunks are kept as they came, small ones are copied together, so that it takes
 * about as much memory as it holds bytes.
 *
 * <p>Not safe for several threads; {@link #earliest} and {@link #end} are safe from any.
 */
final class Ring {

    /** Also the size from which on a chunk is kept without a copy. */
    private static final int BLOCK_BYTES = 16 * 1024;

    private final NavigableMap<Long, Block> blocks = new TreeMap<>();
    private final TimeIndex times = new TimeIndex();
    private @Nullable Block last;
    private volatile long earliest;
    private volatile long end;

    Ring(long start) {
        earliest = start;
        end = start;
    }

    long earliest() {
        return earliest;
    }

    long end() {
        return end;
    }

    void append(ByteBuffer bytes, long time) {
        int length = bytes.remaining();
        times.add(end, time);
        if (length >= BLOCK_BYTES && (!bytes.hasArray() || bytes.array().length <= 2 * length)) {
            last = null;
            blocks.put(end, new Block(bytes.duplicate()));
            end += length;
        } else {
            copy(bytes.duplicate());
        }
    }

    private void copy(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (last == null || !last.hasRoom()) {
                last = new Block(ByteBuffer.allocate(BLOCK_BYTES).limit(0));
                blocks.put(end, last);
            }
            // Block by block, so that a journal that runs out of memory is still right.
            end += last.fill(bytes);
        }
    }

    /** The same bytes at later offsets. */
    Ring moved(long by) {
        Ring moved = new Ring(earliest + by);
        NavigableMap<Long, Long> spans = lastTimes();
        for (long from = earliest; from < end; ) {
            Long next = spans.higherKey(from);
            long to = Math.min(from + BLOCK_BYTES, next == null ? end : next);
            Map.Entry<Long, Long> span = spans.floorEntry(from);
            moved.append(ByteBuffer.wrap(copy(from, to)), span == null ? 0 : span.getValue());
            from = to;
        }
        return moved;
    }

    /** Lets go of the oldest block, never of the last. */
    boolean dropOldest() {
        if (blocks.size() <= 1) {
            return false;
        }
        blocks.pollFirstEntry();
        earliest = blocks.firstKey();
        times.forget(earliest);
        return true;
    }

    /** Lets go of the oldest blocks, as long as that many bytes are left. */
    void trim(long maxBytes) {
        while (blocks.size() > 1 && end - blocks.firstEntry().getValue().length() - earliest >= maxBytes) {
            dropOldest();
        }
    }

    long offsetAt(long time) {
        return Math.max(earliest, times.offsetAt(time, end));
    }

    /** Spans of bytes that came together: where each begins, and when its last byte came. */
    NavigableMap<Long, Long> lastTimes() {
        return times.lastTimes();
    }

    /** The bytes of a range that is held. */
    byte[] copy(long from, long to) {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        copy(from, bytes, 0);
        return bytes;
    }

    /** Fills the array from an index on. */
    void copy(long from, byte[] into, int at) {
        long start = from - at;
        for (int done = at; done < into.length; ) {
            Map.Entry<Long, Block> entry = blocks.floorEntry(start + done);
            done += entry.getValue().copy((int) (start + done - entry.getKey()), into, done);
        }
    }

    /** Bytes that follow each other. */
    private static final class Block {

        private final ByteBuffer bytes;
        private final int start;

        Block(ByteBuffer bytes) {
            this.bytes = bytes;
            this.start = bytes.position();
        }

        int length() {
            return bytes.limit() - start;
        }

        boolean hasRoom() {
            return bytes.limit() < bytes.capacity();
        }

        int fill(ByteBuffer from) {
            int count = Math.min(from.remaining(), bytes.capacity() - bytes.limit());
            int at = bytes.limit();
            bytes.limit(at + count);
            bytes.put(at, from, from.position(), count);
            from.position(from.position() + count);
            return count;
        }

        int copy(int index, byte[] into, int at) {
            int count = Math.min(length() - index, into.length - at);
            bytes.get(start + index, into, at, count);
            return count;
        }
    }
}
