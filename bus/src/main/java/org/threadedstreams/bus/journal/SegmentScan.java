package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the segments in a folder. Files of other names are nobody's business. One thread at a time. */
final class SegmentScan {

    private static final Pattern NAME = Pattern.compile("(0[0-8]\\d{18})(\\.bytes|\\.index|\\.gaps|\\.end)");

    private final JournalFolder folder;
    private final NavigableMap<Long, Map<String, Long>> lengths = new TreeMap<>();
    private long lastWritten;

    SegmentScan(JournalFolder folder) {
        this.folder = folder;
    }

    /** By offset. */
    List<Segment> segments() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path())) {
            for (Path file : files) {
                add(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        List<Segment> found = new ArrayList<>();
        for (Map.Entry<Long, Map<String, Long>> entry : lengths.entrySet()) {
            if (entry.getValue().containsKey(Segment.BYTES)) {
                found.add(segment(entry.getKey(), entry.getValue()));
            }
        }
        for (int i = 0; i + 1 < found.size(); i++) {
            found.get(i).endAt(found.get(i + 1).first());
        }
        return found;
    }

    /** When bytes were written last to any of the found, in microseconds since the epoch. */
    long lastWritten() {
        return lastWritten;
    }

    private void add(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                lengths.computeIfAbsent(Long.valueOf(name.group(1)), first -> new TreeMap<>())
                        .put(name.group(2), attributes.size());
                if (name.group(2).equals(Segment.BYTES)) {
                    lastWritten =
                            Math.max(lastWritten, attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS));
                }
            }
        }
    }

    private Segment segment(long first, Map<String, Long> files) {
        Segment segment = new Segment(
                folder,
                first,
                files.getOrDefault(Segment.BYTES, 0L),
                files.getOrDefault(Segment.INDEX, 0L),
                files.getOrDefault(Segment.GAPS, 0L));
        return files.containsKey(Segment.END) ? segment.sealed() : segment;
    }
}
