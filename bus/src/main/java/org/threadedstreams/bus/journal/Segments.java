package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments of one journal, the oldest first: how much they hold, where an offset is, and which of them retention lets go.
 * The last one is the one in work.
 *
 * <p>One thread at a time.
 */
final class Segments {

    /** About how many a full journal has. */
    static final int COUNT = 8;

    static final long LEAST_BYTES = 16 * 1024;
    private static final long MOST_BYTES = 64 * 1024 * 1024;

    private final List<Segment> segments;
    private final Gaps gaps;
    private final FreeSpace space;
    private final TimeSearch times;
    private long older;

    /** @param gaps those before the oldest byte are forgotten with it */
    Segments(List<Segment> segments, Gaps gaps, FreeSpace space) {
        this.segments = new ArrayList<>(segments);
        this.gaps = gaps;
        this.space = space;
        this.times = new TimeSearch(this.segments);
        countOlder();
    }

    /** How many bytes each has in a journal that may hold so many. */
    static long each(long maxBytes) {
        return Math.max(LEAST_BYTES, Math.min(MOST_BYTES, maxBytes / COUNT));
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    long earliest() {
        return segments.isEmpty() ? 0 : segments.get(0).first();
    }

    long end() {
        return segments.isEmpty() ? 0 : active().end();
    }

    Segment active() {
        return segments.get(segments.size() - 1);
    }

    void add(Segment segment) {
        segments.add(segment);
        countOlder();
    }

    /** Lets the oldest go until there is room for so many more bytes. */
    void retain(long more, long maxBytes) throws IOException {
        while (size() + more > maxBytes && !isNeeded(maxBytes) || gaps.missedCount() > Gaps.MOST) {
            if (!dropOldest()) {
                return;
            }
        }
    }

    /** A segment from when the journal might be larger stays until those behind it hold about as much as it may now. */
    private boolean isNeeded(long maxBytes) {
        Segment oldest = segments.get(0);
        return oldest.length() > maxBytes && size() - oldest.size() < maxBytes - each(maxBytes);
    }

    /** Bytes on disk. */
    private long size() {
        return older + (segments.isEmpty() ? 0 : active().size());
    }

    private void countOlder() {
        older = segments.stream()
                .limit(Math.max(0, segments.size() - 1))
                .mapToLong(Segment::size)
                .sum();
    }

    /** Lets the oldest go, but never the one in work. */
    boolean dropOldest() throws IOException {
        if (segments.size() <= 1) {
            return false;
        }
        segments.get(0).delete();
        segments.remove(0);
        countOlder();
        gaps.forget(earliest());
        space.changed();
        return true;
    }

    /** Begins a new one in the file of the oldest, where retention is about to let that go; whether it did. */
    boolean recycleOldest(long each, long maxBytes) throws IOException {
        if (segments.size() <= 1
                || size() + each <= maxBytes
                || !segments.get(0).fits(each)) {
            return false;
        }
        Segment next = Segment.over(segments.get(0), end());
        Segment oldest = segments.remove(0);
        add(next);
        gaps.forget(earliest());
        oldest.delete();
        return true;
    }

    /** As {@link Segment#settle}, all of them. */
    void settle() throws IOException {
        for (Segment segment : segments) {
            segment.settle();
        }
    }

    /** Fills the array's first part with the bytes from that offset on, which are held and have no hole. */
    void read(long from, byte[] into, int count) throws IOException {
        int done = 0;
        while (done < count) {
            Segment segment = segments.get(find(from + done));
            int length = (int) Math.min(count - done, segment.end() - (from + done));
            segment.read(ByteBuffer.wrap(into, done, length), from + done);
            done += length;
        }
    }

    /** The number of the last segment that begins at or before that offset. */
    private int find(long offset) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).first() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The first offset behind it at which another segment begins: there a disk may be readable again. */
    long next(long offset) {
        int next = find(offset) + 1;
        return next < segments.size() ? segments.get(next).first() : end();
    }

    /** As {@link TimeSearch#offsetAt}. */
    long offsetAt(long time) throws IOException {
        return times.offsetAt(time);
    }

    /** Lets go of their files. They may still be read. */
    void close() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
