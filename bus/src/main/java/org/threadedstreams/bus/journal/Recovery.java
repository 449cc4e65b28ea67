package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a journal of what a folder holds, whatever befell it: the process was killed, the machine lost its power, someone
 * deleted files. Bytes that are there are kept, offsets go on, and what is known to be gone is a gap.
 *
 * <p>One thread at a time.
 */
final class Recovery {

    private static final String MISSING = "missing on disk when the journal was opened";

    private final JournalFolder folder;
    private final Gaps gaps;
    private final long now;
    private boolean discarded;
    private long written;
    private @Nullable String lost;

    Recovery(JournalFolder folder, Gaps gaps, Clock clock) {
        this.folder = folder;
        this.gaps = gaps;
        this.now = ChronoUnit.MICROS.between(java.time.Instant.EPOCH, clock.instant());
    }

    /** Goes on where the folder's journal ended. */
    SegmentedLog open(FreeSpace space, JournalSettings settings) throws IOException {
        List<Segment> segments = segments();
        loadGaps(segments);
        SegmentIndex.Entry last = lastEntry(segments);
        Mark read = folder.exists() ? Mark.read(folder) : null;
        Mark mark = mark(read, segments, last);
        // The clock may have been set back meanwhile, and the index need not tell when the last bytes came.
        long time = segments.isEmpty() ? 0 : Math.max(Math.max(now, written), last == null ? 0 : last.time());
        SegmentedLog log = new SegmentedLog(folder, space, gaps, settings, segments, mark, time);
        if (mark.clean() && mark.end() > log.end()) {
            log.skip(mark.end(), MISSING);
        }
        if (lost != null) {
            log.missed(gaps.missed(log.end(), -1, lost));
        }
        log.settle();
        return log;
    }

    private List<Segment> segments() throws IOException {
        if (!folder.exists()) {
            return List.of();
        }
        discarded = new Leftovers(folder).tidy();
        SegmentScan scan = new SegmentScan(folder);
        List<Segment> segments = scan.segments();
        written = scan.lastWritten();
        return segments;
    }

    private void loadGaps(List<Segment> segments) throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            String cause = segment.gaps().load(segment, gaps);
            if (i > 0) {
                gaps.hole(segments.get(i - 1).end(), segment.first(), cause == null ? MISSING : cause);
            } else if (cause != null) {
                gaps.hole(0, segment.first(), cause);
            }
        }
    }

    private static SegmentIndex.@Nullable Entry lastEntry(List<Segment> segments) throws IOException {
        for (int i = segments.size() - 1; i >= 0; i--) {
            Segment segment = segments.get(i);
            SegmentIndex.Entry entry = segment.index().last(segment.end());
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private Mark mark(@Nullable Mark mark, List<Segment> segments, SegmentIndex.@Nullable Entry last)
            throws IOException {
        long sessions = Math.max(mark == null ? 0 : mark.sessions(), last == null ? 0 : last.session());
        if (segments.isEmpty()) {
            return mark != null && mark.clean() ? mark : Mark.fresh(sessions);
        }
        if (mark == null) {
            lost = "the journal's own file " + Mark.FILE + " is gone, so bytes may be too";
            return Mark.fresh(sessions);
        }
        if (!mark.clean() && !mark.boot().equals(Boot.id())) {
            lost = "the machine stopped while the journal was open: its last bytes may not have reached the disk";
            return Mark.fresh(sessions);
        }
        if (!mark.clean() && discarded) {
            lost = "a file whose end was not known was deleted when the journal was opened, so bytes may be missing";
            return Mark.fresh(sessions);
        }
        return mark;
    }
}
