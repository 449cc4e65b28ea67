package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.util.List;

/**
 * Finds bytes by the time when they came, through the indexes of a journal's segments. Where these tell nothing it errs towards
 * the earlier byte. A handful of small reads, however much there is.
 *
 * <p>One thread at a time.
 */
final class TimeSearch {

    private final List<Segment> segments;

    TimeSearch(List<Segment> segments) {
        this.segments = segments;
    }

    /** The first byte that came at that time or later, or a little before it. There must be one, or a gap. */
    long offsetAt(long time) throws IOException {
        int number = firstFrom(time);
        if (number == 0) {
            return segments.isEmpty() ? 0 : segments.get(0).first();
        }
        Segment segment = segments.get(number - 1);
        SegmentIndex index = segment.index();
        int found = index.find(time);
        if (found < index.count()) {
            return found == 0 ? segment.first() : between(index.entry(found - 1), index.entry(found), time);
        }
        long before = found == 0 ? segment.first() : index.entry(found - 1).offset();
        boolean known = number < segments.size() && segments.get(number).index().count() > 0;
        return known && segments.get(number).index().entry(0).before() < time
                ? segments.get(number).first()
                : before;
    }

    private static long between(SegmentIndex.Entry earlier, SegmentIndex.Entry later, long time) {
        return later.before() < time ? later.offset() : earlier.offset();
    }

    /** The first segment whose first byte came at that time or later; as many as there are segments, if there is none. */
    private int firstFrom(long time) throws IOException {
        int low = 0;
        int high = segments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (start(middle) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** When its first byte came, or an earlier one if its index is gone. */
    private long start(int number) throws IOException {
        for (int i = number; i >= 0; i--) {
            if (segments.get(i).index().count() > 0) {
                return segments.get(i).index().entry(0).time();
            }
        }
        return Long.MIN_VALUE;
    }
}
