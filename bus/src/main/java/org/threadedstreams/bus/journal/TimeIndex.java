package org.threadedstreams.bus.journal;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * When the bytes came: a bounded number of spans, each of bytes that came together. It grows coarser instead of larger,
 * and where it is coarse it errs towards the earlier offset.
 *
 * <p>Not safe for several threads.
 */
final class TimeIndex {

    private static final int MAX_SPANS = 8192;

    private final TreeMap<Long, Span> spans = new TreeMap<>();
    private long spanBytes = 1024;
    private long spanMicros = 1000;

    /** Bytes from this offset on came at that time. */
    void add(long offset, long time) {
        Map.Entry<Long, Span> last = spans.lastEntry();
        if (last == null || time > last.getKey() && !last.getValue().takes(offset, time, last.getKey())) {
            spans.put(time, new Span(offset, time));
            if (spans.size() > MAX_SPANS) {
                thin();
            }
        } else {
            last.getValue().lastTime = Math.max(time, last.getValue().lastTime);
        }
    }

    /** Joins every span with the one before it. */
    private void thin() {
        spanBytes *= 2;
        spanMicros *= 2;
        Span previous = null;
        for (var all = spans.values().iterator(); all.hasNext(); ) {
            Span span = all.next();
            if (previous == null) {
                previous = span;
            } else {
                previous.lastTime = span.lastTime;
                all.remove();
                previous = null;
            }
        }
    }

    /** Bytes before this offset are gone. The span that holds it stays. */
    void forget(long before) {
        while (spans.size() > 1 && spans.higherEntry(spans.firstKey()).getValue().offset <= before) {
            spans.pollFirstEntry();
        }
    }

    /** The offset of the first byte that came at that time or later, or a little before it; {@code end} if all came before. */
    long offsetAt(long time, long end) {
        Map.Entry<Long, Span> at = spans.floorEntry(time);
        if (at != null && at.getValue().lastTime >= time) {
            return at.getValue().offset;
        }
        Map.Entry<Long, Span> after = spans.higherEntry(time);
        return after == null ? end : after.getValue().offset;
    }

    /** The spans: where each begins, and when its last byte came. */
    NavigableMap<Long, Long> lastTimes() {
        NavigableMap<Long, Long> times = new TreeMap<>();
        spans.values().forEach(span -> times.put(span.offset, span.lastTime));
        return times;
    }

    private final class Span {

        private final long offset;
        private long lastTime;

        Span(long offset, long time) {
            this.offset = offset;
            this.lastTime = time;
        }

        boolean takes(long nextOffset, long time, long firstTime) {
            return nextOffset - offset < spanBytes && time - firstTime < spanMicros;
        }
    }
}
