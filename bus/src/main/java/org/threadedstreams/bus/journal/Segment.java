package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.Locale;
import org.threadedstreams.api.bus.Gap;

/**
 * Bytes that follow each other, in a file of just these bytes, so that {@code less}, {@code grep} and {@code tail -f} work. The
 * file's length is where they end, also after the process was killed in the middle of a write.
 *
 * <p>One thread at a time.
 */
final class Segment {

    static final String BYTES = ".bytes";
    static final String INDEX = ".index";
    static final String GAPS = ".gaps";

    private final long first;
    private final JournalFile bytes;
    private final SegmentIndex index;
    private final SegmentGaps gaps;
    private long length;
    private boolean written;

    /** One whose files have these lengths. */
    Segment(JournalFolder folder, long first, long length, long indexLength, long gapsLength) {
        this.first = first;
        this.length = length;
        this.bytes = folder.file(name(first, BYTES));
        this.index = new SegmentIndex(folder.file(name(first, INDEX)), indexLength);
        this.gaps = new SegmentGaps(folder.file(name(first, GAPS)), gapsLength);
    }

    /** A new one. What an attempt that failed left of it is used, but never one that holds bytes. */
    static Segment create(JournalFolder folder, long first) throws IOException {
        Segment segment = new Segment(folder, first, 0, 0, 0);
        if (segment.bytes.path().toFile().length() > 0) {
            throw new FileAlreadyExistsException(segment.bytes.path().toString());
        }
        segment.gaps.delete();
        segment.index.delete();
        segment.bytes.create();
        return segment;
    }

    static String name(long first, String suffix) {
        return String.format(Locale.ROOT, "%020d%s", first, suffix);
    }

    long first() {
        return first;
    }

    long length() {
        return length;
    }

    long end() {
        return first + length;
    }

    /** Bytes on disk, its small files included. */
    long size() {
        return length + (long) index.count() * SegmentIndex.WIDTH + (long) gaps.count() * SegmentGaps.WIDTH;
    }

    SegmentIndex index() {
        return index;
    }

    SegmentGaps gaps() {
        return gaps;
    }

    /** Bytes beyond that offset stand in the next segment too; there they count. */
    void endAt(long end) {
        length = Math.min(length, end - first);
    }

    /** Appends the rest of the buffer. Where it throws, the bytes that the buffer moved on by have been appended. */
    void append(ByteBuffer piece) throws IOException {
        int before = piece.position();
        written = true;
        try {
            bytes.write(piece, length);
        } finally {
            length += piece.position() - before;
        }
    }

    void missed(Gap gap) throws IOException {
        gaps.add(gap);
        written = true;
    }

    /** Fills the buffer from that offset on. */
    void read(ByteBuffer into, long from) throws IOException {
        bytes.read(into, from - first);
        if (into.hasRemaining()) {
            throw new IOException(bytes.path() + " is shorter than it was");
        }
    }

    /** Someone may have deleted, emptied or replaced it. */
    void check() throws IOException {
        if (Files.size(bytes.path()) < length) {
            throw new IOException(bytes.path() + " is shorter than it was");
        }
    }

    /** What was appended is on the disk when this returns. */
    void force() throws IOException {
        if (written) {
            bytes.force();
            gaps.force();
            index.force();
            written = false;
        }
    }

    void close() throws IOException {
        bytes.close();
        index.close();
        gaps.close();
    }

    /** The bytes first: what is left of the rest is nothing without them. */
    void delete() throws IOException {
        bytes.delete();
        index.delete();
        gaps.delete();
    }
}
