package org.threadedstreams.bus.journal;

import java.io.IOException;

/**
 * Which bytes of a journal have their time in the index.
 *
 * <p>One thread at a time.
 */
final class IndexPace {

    private boolean due = true;
    private SegmentIndex.Entry last;
    private long lastTime;

    /**
     * @param end of what is held
     * @param time microseconds since the epoch; all that is held came before
     */
    IndexPace(long end, long time) {
        last = new SegmentIndex.Entry(end, time, time, 0);
        lastTime = time;
    }

    /** When the last byte came. */
    long lastTime() {
        return lastTime;
    }

    /** Bytes come at the segment's end now. */
    void next(Segment segment, long time, long session, long segmentBytes) throws IOException {
        if (due || last.session() != session || segment.index().count() == 0 || later(segment, time, segmentBytes)) {
            SegmentIndex.Entry entry = new SegmentIndex.Entry(segment.end(), time, lastTime, session);
            segment.index().add(entry);
            last = entry;
            due = false;
        }
        lastTime = time;
    }

    /** Every 20 ms, or 4 KiB, tells the time well; but what trickles in must not make more index than bytes, nor more work. */
    private boolean later(Segment segment, long time, long segmentBytes) {
        long micros = time - last.time();
        long most = Math.min(16 * 1024, segmentBytes / 4) + segment.length() / 4;
        boolean cheap = (long) segment.index().count() * SegmentIndex.WIDTH < most;
        return micros >= 10_000_000
                || micros >= 20_000 && cheap
                || micros >= 1_000 && segment.end() - last.offset() >= 4096;
    }
}
