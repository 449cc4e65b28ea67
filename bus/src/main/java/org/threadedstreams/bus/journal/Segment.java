package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Gap;

/**
 * Bytes that follow each other, in a file of just these bytes, so that {@code less}, {@code grep} and {@code tail -f} work. The
 * file's length is where they end, also after the process was killed in the middle of a write.
 *
 * <p>The one in work may instead {@linkplain #over write over} an older one's file, because what costs most in writing is memory
 * for new pages. While old bytes stand behind its own, the file has another name; a {@link SegmentEnd} beside it stays, because a
 * power cut may bring old bytes back.
 *
 * <p>One thread at a time.
 */
final class Segment {

    static final String BYTES = ".bytes";
    static final String INDEX = ".index";
    static final String GAPS = ".gaps";
    static final String PART = ".part";
    static final String END = ".end";

    private final JournalFolder folder;
    private final long first;
    private final long since = System.nanoTime();
    private JournalFile bytes;
    private boolean part;
    private @Nullable SegmentEnd over;
    private boolean sealed;
    private final SegmentIndex index;
    private final SegmentGaps gaps;
    private long length;
    private boolean written;

    /** One whose files have these lengths. */
    Segment(JournalFolder folder, long first, long length, long indexLength, long gapsLength) {
        this.folder = folder;
        this.first = first;
        this.length = length;
        this.bytes = folder.file(name(first, BYTES));
        this.index = new SegmentIndex(folder.file(name(first, INDEX)), indexLength);
        this.gaps = new SegmentGaps(folder.file(name(first, GAPS)), gapsLength);
    }

    /** A new one. What an attempt that failed left of it is used, but never one that holds bytes. */
    static Segment create(JournalFolder folder, long first) throws IOException {
        Segment segment = anew(folder, first);
        folder.file(name(first, PART)).delete();
        segment.sidecar().delete();
        segment.bytes.create();
        return segment;
    }

    /** A new one in the file of one whose bytes are gone with that, and of which the rest is to be deleted. */
    static Segment over(Segment old, long first) throws IOException {
        JournalFolder folder = old.folder;
        Segment segment = anew(folder, first);
        SegmentEnd end = segment.sidecar();
        end.create();
        JournalFile part = folder.file(name(first, PART));
        old.bytes.move(part);
        segment.bytes = part;
        segment.part = true;
        segment.over = end;
        return segment;
    }

    private static Segment anew(JournalFolder folder, long first) throws IOException {
        Segment segment = new Segment(folder, first, 0, 0, 0);
        if (segment.bytes.path().toFile().length() > 0) {
            throw new FileAlreadyExistsException(segment.bytes.path().toString());
        }
        segment.gaps.delete();
        segment.index.delete();
        return segment;
    }

    private SegmentEnd sidecar() {
        return new SegmentEnd(folder.file(name(first, END)), first);
    }

    /** Its file was an older one's, which may come back if the machine stops; so nothing more is written to it. */
    Segment sealed() {
        over = sidecar();
        sealed = true;
        return this;
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
            appended(piece, before);
        }
    }

    private void appended(ByteBuffer piece, int before) throws IOException {
        int after = piece.position();
        if (over != null && after > before) {
            // Until it says so they are not there.
            piece.position(before);
            try {
                over.add(piece.duplicate().limit(after), length + after - before);
            } catch (IOException e) {
                throw new IOException("the end of " + bytes.path() + " could not be noted", e);
            }
            piece.position(after);
        }
        length += after - before;
    }

    /** Whether its file is one that could be written over with so many bytes. Someone may have deleted it, or linked to it. */
    boolean fits(long each) {
        return length == each && !part && bytes.path().toFile().length() == each && isOnlyOurs(bytes.path());
    }

    /** A hard link, as backups make them, would be written over too. */
    private static boolean isOnlyOurs(Path file) {
        try {
            return !file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    || Files.getAttribute(file, "unix:nlink").equals(1);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether its file is longer than what it holds: then nothing it takes needs more of the disk. */
    boolean isPart() {
        return part;
    }

    boolean isSealed() {
        return sealed;
    }

    long ageNanos() {
        return System.nanoTime() - since;
    }

    /** From now on its file is as long as what it holds, as with any other. */
    void conclude() throws IOException {
        if (part) {
            bytes.cut(length);
            JournalFile whole = folder.file(name(first, BYTES));
            bytes.move(whole);
            bytes = whole;
            part = false;
        }
    }

    /** What it holds is on the disk when this returns, and what its file held before is gone. */
    void settle() throws IOException {
        conclude();
        if (over != null) {
            bytes.force();
            over.delete();
            over = null;
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

    /** Writes what its index holds. */
    void flush() throws IOException {
        index.flush();
    }

    /** Lets go of its files. It may still be read. */
    void close() throws IOException {
        bytes.close();
        index.close();
        gaps.close();
        if (over != null) {
            over.close();
        }
    }

    /** The bytes first: what is left of the rest is nothing without them. */
    void delete() throws IOException {
        bytes.delete();
        index.delete();
        gaps.delete();
        if (over != null) {
            over.delete();
        }
    }
}
