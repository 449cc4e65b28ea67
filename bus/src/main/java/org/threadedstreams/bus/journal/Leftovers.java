package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes segments that were {@linkplain Segment#over written over} older ones as long as what they hold, whatever befell them. Where
 * the machine has been started since, and their bytes are not all there, nothing tells which of them are old: they go, and
 * a hole tells of it. It may stop anywhere and be begun again.
 *
 * <p>One thread at a time.
 */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Pattern NAME = Pattern.compile("0[0-8]\\d{18}");

    private final JournalFolder folder;
    private boolean discarded;

    Leftovers(JournalFolder folder) {
        this.folder = folder;
    }

    /** Whether bytes had to go. */
    boolean tidy() throws IOException {
        for (String first : named(Segment.PART)) {
            conclude(first);
        }
        for (String first : named(Segment.END)) {
            verify(first);
        }
        return discarded;
    }

    private List<String> named(String suffix) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path(), "*" + suffix)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                found.add(name.substring(0, name.length() - suffix.length()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.removeIf(first -> !NAME.matcher(first).matches());
        return found;
    }

    private void conclude(String first) throws IOException {
        JournalFile part = folder.file(first + Segment.PART);
        SegmentEnd.Line line = line(first);
        if (line == null) {
            discard(part);
        } else {
            cut(part, line.length());
            part.move(folder.file(first + Segment.BYTES));
        }
    }

    private void verify(String first) throws IOException {
        JournalFile bytes = folder.file(first + Segment.BYTES);
        SegmentEnd.Line line = line(first);
        boolean known = line != null && line.boot().equals(Boot.id());
        if (known && bytes.path().toFile().length() > 0) {
            return;
        }
        if (!known && Files.exists(bytes.path())) {
            if (line == null || !holds(bytes, Long.parseLong(first), line)) {
                discard(bytes);
            } else if (bytes.path().toFile().length() > line.length()) {
                // An earlier line than the last: nobody knows of what came later.
                cut(bytes, line.length());
            }
        }
        // What was read has come from the disk.
        folder.file(first + Segment.END).delete();
    }

    /** Its time stays: it tells when the last bytes came. */
    private static void cut(JournalFile file, long length) throws IOException {
        FileTime written = Files.getLastModifiedTime(file.path());
        file.cut(length);
        file.close();
        Files.setLastModifiedTime(file.path(), written);
    }

    private SegmentEnd.@Nullable Line line(String first) throws IOException {
        String name = first + Segment.END;
        return Files.exists(folder.path().resolve(name)) ? SegmentEnd.Line.of(folder.text(name)) : null;
    }

    private static boolean holds(JournalFile file, long first, SegmentEnd.Line line) throws IOException {
        CRC32C checksum = SegmentEnd.checksum(first);
        ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
        long at = 0;
        while (at < line.length()) {
            file.read(bytes.clear().limit((int) Math.min(line.length() - at, bytes.capacity())), at);
            if (bytes.hasRemaining()) {
                break;
            }
            at += bytes.position();
            checksum.update(bytes.flip());
        }
        file.close();
        return at == line.length() && checksum.getValue() == line.checksum();
    }

    private void discard(JournalFile file) throws IOException {
        LOG.warn(
                "journal: {} was being written over an older file when the machine stopped, and not all of it had reached the"
                        + " disk; which of its bytes had is not known, so that none is kept",
                file.path());
        file.delete();
        discarded = true;
    }
}
