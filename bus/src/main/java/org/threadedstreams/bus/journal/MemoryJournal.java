package org.threadedstreams.bus.journal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Gap;

/**
 * A ring in memory that ends with the process. Large chunks are kept as they came, small ones are copied together, so that
 * it takes about as much memory as it holds bytes.
 */
public final class MemoryJournal implements Journal {

    /** Also the size from which on a chunk is kept without a copy. */
    private static final int BLOCK_BYTES = 16 * 1024;

    /** Gaps take memory too: where there are more of them, the oldest bytes go with theirs. */
    private static final int MOST_GAPS = 16 * 1024;

    /** What the causes of gaps at one offset may come to, about. */
    private static final int MOST_CAUSE_CHARS = 200;

    private final String id = "memory-" + UUID.randomUUID();
    private final NavigableMap<Long, Block> blocks = new TreeMap<>();
    private final NavigableMap<Long, Gap> missed = new TreeMap<>();
    private final TimeIndex times = new TimeIndex();
    private long maxBytes;
    private @Nullable Block last;
    private volatile long earliest;
    private volatile long end;
    private volatile long gaps;
    private volatile long sessions;
    private final KeptErrors errors = new KeptErrors();

    public MemoryJournal(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long earliest() {
        return earliest;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public long gaps() {
        return gaps;
    }

    @Override
    public void append(ByteBuffer bytes, long time) {
        int length = bytes.remaining();
        times.add(end, time);
        if (length >= BLOCK_BYTES && (!bytes.hasArray() || bytes.array().length <= 2 * length)) {
            last = null;
            blocks.put(end, new Block(bytes.duplicate()));
            end += length;
        } else {
            copy(bytes.duplicate());
        }
        trim();
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

    @Override
    public void missed(long bytes, String cause) {
        missed.merge(end, new Gap(end, Math.max(-1, bytes), cause, Gap.Kind.MISSED), MemoryJournal::together);
        countGaps();
    }

    private static Gap together(Gap first, Gap second) {
        long bytes = first.bytes() < 0 || second.bytes() < 0 ? -1 : first.bytes() + second.bytes();
        boolean said = first.cause().contains(second.cause()) || first.cause().length() > MOST_CAUSE_CHARS;
        String cause = said ? first.cause() : first.cause() + "; " + second.cause();
        return new Gap(first.at(), bytes, cause, Gap.Kind.MISSED);
    }

    @Override
    public long sessions() {
        return sessions;
    }

    @Override
    public void beginSession(long number) {
        sessions = number;
    }

    @Override
    public void configure(JournalSettings settings) {
        maxBytes = settings.maxBytes();
        trim();
    }

    private void trim() {
        while (blocks.size() > 1
                && (end - blocks.firstEntry().getValue().length() - earliest >= maxBytes
                        || missed.size() > MOST_GAPS)) {
            blocks.pollFirstEntry();
            earliest = blocks.firstKey();
            missed.headMap(earliest).clear();
            times.forget(earliest);
            countGaps();
        }
    }

    private void countGaps() {
        gaps = missed.size() + (earliest > 0 ? 1 : 0);
    }

    @Override
    public Slice read(long from, int max) {
        if (from < earliest) {
            Gap hole = new Gap(from, earliest - from, "retention", Gap.Kind.HOLE);
            // A gap that stands right behind the hole is the next read's.
            return missed.containsKey(earliest)
                    ? new Slice(earliest, new byte[0], earliest, hole)
                    : slice(earliest, max, hole);
        }
        return slice(from, max, missed.get(from));
    }

    private Slice slice(long from, int max, @Nullable Gap gap) {
        Long nextGap = missed.higherKey(from);
        long to = Math.min(from + max, nextGap == null ? end : nextGap);
        byte[] bytes = copy(from, to);
        return new Slice(from, bytes, to, gap);
    }

    @Override
    public long offsetAt(long time) {
        return Math.max(earliest, times.offsetAt(time, end));
    }

    @Override
    public byte[] tail(long from, int max) {
        return copy(Math.max(Math.max(from, earliest), end - max), end);
    }

    @Override
    public void keepError(String json) {
        errors.add(json);
    }

    @Override
    public List<String> errors() {
        return errors.all();
    }

    @Override
    public void close() {
        // It holds nothing but memory.
    }

    private byte[] copy(long from, long to) {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        int done = 0;
        while (done < bytes.length) {
            Map.Entry<Long, Block> entry = blocks.floorEntry(from + done);
            done += entry.getValue().copy((int) (from + done - entry.getKey()), bytes, done);
        }
        return bytes;
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
