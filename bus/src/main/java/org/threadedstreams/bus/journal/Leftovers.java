package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes segments that were {@linkplain Segment#over written over} older ones as long as what they hold, whatever befell them. Where
 * the machine has been started since, and their bytes are not all there, nothing tells which of them are old: they go, and
 * a hole tells of it.
 *
 * <p>One thread at a time.
 */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final JournalFolder folder;

    Leftovers(JournalFolder folder) {
        this.folder = folder;
    }

    void tidy() throws IOException {
        for (Path part : files(Segment.PART)) {
            Path end = sibling(part, Segment.PART, Segment.END);
            if (tidy(part, end)) {
                Files.move(part, sibling(part, Segment.PART, Segment.BYTES), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        for (Path end : files(Segment.END)) {
            Path bytes = sibling(end, Segment.END, Segment.BYTES);
            if (Files.exists(bytes)) {
                tidy(bytes, end);
            } else {
                Files.delete(end);
            }
        }
    }

    private List<Path> files(String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path(), "0*" + suffix)) {
            files.forEach(found::add);
        }
        return found;
    }

    private static Path sibling(Path file, String suffix, String other) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - suffix.length()) + other);
    }

    /** Whether the file is still there. */
    private static boolean tidy(Path file, Path end) throws IOException {
        SegmentEnd.Line line = Files.exists(end) ? SegmentEnd.Line.of(Files.readString(end)) : null;
        boolean known = line != null && line.boot().equals(Boot.id());
        if (line == null || line.length() == 0 || !known && !holds(file, line)) {
            discard(file, line);
            Files.deleteIfExists(end);
            return false;
        }
        cut(file, line.length());
        if (!known) {
            // What was read has come from the disk.
            Files.delete(end);
        }
        return true;
    }

    private static boolean holds(Path file, SegmentEnd.Line line) throws IOException {
        CRC32C checksum = new CRC32C();
        ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
        long left = line.length();
        try (FileChannel channel = FileChannel.open(file)) {
            while (left > 0 && channel.read(bytes.clear().limit((int) Math.min(left, bytes.capacity()))) > 0) {
                left -= bytes.position();
                checksum.update(bytes.flip());
            }
        }
        return left == 0 && checksum.getValue() == line.checksum();
    }

    private static void discard(Path file, SegmentEnd.@Nullable Line line) throws IOException {
        if (line == null || line.length() > 0) {
            LOG.warn(
                    "journal: {} was being written over an older file when the machine stopped, and not all of it had reached the"
                            + " disk; which of its bytes had is not known, so that none is kept",
                    file);
        }
        Files.delete(file);
    }

    private static void cut(Path file, long length) throws IOException {
        if (Files.size(file) > length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
        }
    }
}
