package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Gap;

/**
 * A journal's part on disk: segments that follow each other, with a hole between two where bytes are gone. It throws what the
 * file system throws, and is then as long as what got through. Nothing is on disk before the first byte, gap or error.
 *
 * <p>One thread at a time.
 */
final class SegmentedLog {

    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Filled within that time, a segment is taken for one of many to come. */
    private static final long FAST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int MOST_SEGMENT_GAPS = Gaps.MOST / Segments.COUNT;

    private final JournalFolder folder;
    private final FreeSpace space;
    private final Gaps gaps;
    private final Segments segments;
    private final IndexPace pace;
    private JournalSettings settings;
    private Mark mark;
    private boolean marked;
    private @Nullable Segment seenPart;
    private long checked = System.nanoTime();

    /** @param time microseconds since the epoch; all that is held came before */
    SegmentedLog(
            JournalFolder folder,
            FreeSpace space,
            Gaps gaps,
            JournalSettings settings,
            List<Segment> segments,
            Mark mark,
            long time) {
        this.folder = folder;
        this.space = space;
        this.gaps = gaps;
        this.settings = settings;
        this.segments = new Segments(segments, gaps, space);
        this.mark = mark;
        this.pace = new IndexPace(end(), time);
    }

    Path path() {
        return folder.path();
    }

    String id() {
        return mark.id();
    }

    long sessions() {
        return mark.sessions();
    }

    long earliest() {
        return segments.earliest();
    }

    long end() {
        return segments.end();
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    void configure(JournalSettings changed) throws IOException {
        settings = changed;
        conclude();
        settle();
        segments.retain(0, settings.maxBytes());
    }

    /** Who wants his bytes forced to the disk shall not lose them to what a file held before. */
    void settle() throws IOException {
        if (settings.sync() != JournalSettings.Sync.OS) {
            segments.settle();
        }
    }

    /** Before the first byte there is nothing to write it to; it is written with that. */
    void beginSession(long number) throws IOException {
        mark = new Mark(mark.id(), mark.boot(), mark.clean(), mark.end(), number);
        if (marked || folder.exists()) {
            writeMark(false);
        }
    }

    /** Appends the rest of the buffer. Where it throws, the bytes that the buffer moved on by have been appended. */
    void append(ByteBuffer bytes, long time) throws IOException {
        long monotonic = Math.max(time, pace.lastTime());
        begin();
        while (bytes.hasRemaining()) {
            try {
                step(bytes, monotonic);
            } catch (IOException e) {
                makeSpace(e);
            }
        }
        if (settings.sync() == JournalSettings.Sync.ALWAYS) {
            force();
        }
    }

    private void step(ByteBuffer bytes, long time) throws IOException {
        Segment segment = roomy();
        int length = (int) Math.min(bytes.remaining(), segmentBytes() - segment.length());
        segments.retain(length + SegmentIndex.WIDTH, settings.maxBytes());
        if (!segment.isPart() && !space.allows(folder.path(), length)) {
            throw new NoSpaceException("less than journalFreeBytes is free");
        }
        pace.next(segment, time, mark.sessions(), segmentBytes());
        ByteBuffer piece = bytes.duplicate().limit(bytes.position() + length);
        try {
            segment.append(piece);
        } finally {
            bytes.position(piece.position());
        }
    }

    /** Notes a gap at the end. */
    void missed(Gap gap) throws IOException {
        begin();
        while (true) {
            try {
                Segment segment = roomy();
                segments.retain(SegmentGaps.WIDTH, settings.maxBytes());
                segment.missed(gap);
                break;
            } catch (IOException e) {
                makeSpace(e);
            }
        }
        if (settings.sync() == JournalSettings.Sync.ALWAYS) {
            force();
        }
    }

    /** Goes on at a later offset: the bytes up to there are gone. */
    void skip(long to, String cause) throws IOException {
        begin();
        Gap hole = new Gap(end(), to - end(), cause, Gap.Kind.HOLE);
        endSegment();
        startSegment(to);
        segments.active().missed(hole);
        gaps.hole(hole.at(), to, cause);
    }

    /** Makes the folder, if there is none yet, and sees once a second that nobody took it away. */
    void begin() throws IOException {
        if (!marked) {
            folder.create();
            writeMark(false);
        }
        long now = System.nanoTime();
        if (now - checked >= CHECK_NANOS && !segments.isEmpty()) {
            segments.active().check();
            checked = now;
        }
    }

    /** Fails if so many bytes cannot be written. */
    void probe(long bytes) throws IOException {
        folder.create();
        if (!space.allows(folder.path(), bytes + Segments.LEAST_BYTES)) {
            throw new NoSpaceException("less than journalFreeBytes is free");
        }
        writeMark(false);
    }

    private void writeMark(boolean clean) throws IOException {
        mark = new Mark(mark.id(), Boot.id(), clean, end(), mark.sessions());
        mark.write(folder, settings.sync() != JournalSettings.Sync.OS);
        marked = !clean;
    }

    private Segment roomy() throws IOException {
        if (segments.isEmpty()
                || segments.active().length() >= segmentBytes()
                || segments.active().isSealed()
                || segments.active().gaps().count() >= MOST_SEGMENT_GAPS
                        && segments.active().length() > 0) {
            endSegment();
            if (!recycle()) {
                startSegment(end());
            }
        }
        return segments.active();
    }

    /** Begins a segment in the file of the oldest, if bytes come so fast that this pays and the next ones will soon fill it. */
    private boolean recycle() throws IOException {
        if (settings.sync() != JournalSettings.Sync.OS
                || segments.isEmpty()
                || segments.active().length() < segmentBytes()
                || segments.active().ageNanos() >= FAST_NANOS) {
            return false;
        }
        if (!segments.recycleOldest(segmentBytes(), settings.maxBytes())) {
            return false;
        }
        begun();
        return true;
    }

    private void endSegment() throws IOException {
        conclude();
        if (settings.sync() != JournalSettings.Sync.OS) {
            force();
        }
        if (!segments.isEmpty()) {
            segments.active().flush();
            segments.active().close();
        }
    }

    private void startSegment(long first) throws IOException {
        segments.add(Segment.create(folder, first));
        begun();
        if (settings.sync() != JournalSettings.Sync.OS) {
            folder.force();
        }
    }

    private void begun() throws IOException {
        Gap here = gaps.missedAt(segments.active().first());
        if (here != null) {
            // It would go with the segment before, and its bytes stay.
            segments.active().missed(here);
        }
    }

    /** Whether the file in work holds old bytes behind its own. */
    boolean isPart() {
        return !segments.isEmpty() && segments.active().isPart();
    }

    /** Has them go where they have been there since this was called last. */
    void tidy() throws IOException {
        Segment active = isPart() ? segments.active() : null;
        if (active != null && active == seenPart) {
            active.conclude();
        }
        seenPart = active;
    }

    private void conclude() throws IOException {
        if (!segments.isEmpty()) {
            segments.active().conclude();
        }
    }

    private long segmentBytes() {
        return Segments.each(settings.maxBytes());
    }

    /** Where it is the disk's space that is short, the oldest go. */
    private void makeSpace(IOException problem) throws IOException {
        space.changed();
        if (!NoSpaceException.is(problem) || !segments.dropOldest()) {
            throw problem;
        }
    }

    /** As {@link Segments#read}. */
    void read(long from, byte[] into, int count) throws IOException {
        segments.read(from, into, count);
    }

    /** As {@link Segments#next}. */
    long nextSegment(long offset) {
        return segments.next(offset);
    }

    /** As {@link Journal#offsetAt}. */
    long offsetAt(long time) throws IOException {
        return time > pace.lastTime() ? end() : segments.offsetAt(time);
    }

    /** What was appended is on the disk when this returns. */
    void force() throws IOException {
        if (!segments.isEmpty()) {
            segments.active().force();
        }
    }

    /** Lets go of its files, and none of them holds old bytes behind its own. It may still be read. */
    void leave() throws IOException {
        try {
            conclude();
        } finally {
            release();
        }
    }

    /** Lets go of its files and leaves them as they are. It may still be read, as far as another has not changed their names. */
    void release() throws IOException {
        segments.close();
    }

    /** Says that it was closed, and lets go of its files. */
    void close() throws IOException {
        try {
            if (marked) {
                if (settings.sync() != JournalSettings.Sync.OS) {
                    force();
                }
                writeMark(true);
            }
            if (!segments.isEmpty()) {
                segments.active().flush();
            }
        } finally {
            leave();
        }
    }
}
