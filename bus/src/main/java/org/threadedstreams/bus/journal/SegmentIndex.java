package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When and in which session the bytes of one segment came: lines of one width, so that a person can read it and a search can
 * halve it. It tells nothing that the journal cannot do without: where the bytes end is told by the segment itself.
 *
 * <p>So its lines are written some at a time, {@value #MOST_HELD} or those of {@value #MOST_MICROS} us: each by itself would double
 * what a line a second costs. A process that is killed leaves those out that it held, and a search for their time errs as far towards
 * the earlier byte.
 *
 * <p>One thread at a time.
 */
final class SegmentIndex {

    static final int WIDTH = 88;

    private static final long MOST_MICROS = 10_000_000;
    private static final int MOST_HELD = 32;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final JournalFile file;
    private int written;

    /** Those that follow the written ones. */
    private final List<Entry> held = new ArrayList<>(0);

    /** @param bytes how long its file is; the rest of a record that was cut off is written over by the next */
    SegmentIndex(JournalFile file, long bytes) {
        this.file = file;
        this.written = (int) (bytes / WIDTH);
    }

    int count() {
        return written + held.size();
    }

    /** Where it throws, the entry has not been added. */
    void add(Entry entry) throws IOException {
        if (count() == 0) {
            file.create();
        }
        held.add(entry);
        Entry first = held.get(0);
        if (written == 0
                || held.size() == MOST_HELD
                || first.session() != entry.session()
                || entry.time() - first.time() >= MOST_MICROS) {
            try {
                write();
            } catch (IOException e) {
                held.remove(held.size() - 1);
                throw e;
            }
        }
    }

    private void write() throws IOException {
        ByteBuffer lines = ByteBuffer.allocate(held.size() * WIDTH);
        held.forEach(entry -> lines.put(entry.line()));
        file.write(lines.flip(), (long) written * WIDTH);
        written += held.size();
        held.clear();
    }

    Entry entry(int number) throws IOException {
        if (number >= written) {
            return held.get(number - written);
        }
        ByteBuffer line = ByteBuffer.allocate(WIDTH);
        file.read(line, (long) number * WIDTH);
        return Entry.of(new String(line.array(), StandardCharsets.US_ASCII));
    }

    /** The number of the first entry of that time or later, {@link #count} if there is none. */
    int find(long time) throws IOException {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entry(middle).time() < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The last entry as the file has it, once those are forgotten that tell of bytes which are not there: a power cut may leave such. */
    @Nullable
    Entry last(long end) throws IOException {
        for (; written > 0; written--) {
            Entry entry = readable(written - 1);
            if (entry != null && entry.offset() <= end) {
                return entry;
            }
        }
        return null;
    }

    private @Nullable Entry readable(int number) throws IOException {
        try {
            return entry(number);
        } catch (Unreadable e) {
            return null;
        }
    }

    void force() throws IOException {
        if (count() > 0) {
            flush();
            file.force();
        }
    }

    /** Writes what it holds. Where it throws, that is still held. */
    void flush() throws IOException {
        if (!held.isEmpty()) {
            write();
        }
    }

    /** Lets go of its file, and forgets what it still holds: by the next time the file may be another's. */
    void close() throws IOException {
        held.clear();
        file.close();
    }

    void delete() throws IOException {
        held.clear();
        file.delete();
    }

    /** The line is not one of an index. */
    static final class Unreadable extends IOException {

        private static final long serialVersionUID = 1;

        Unreadable(String line) {
            super("not a line of an index: " + line);
        }
    }

    /**
     * From that byte on.
     *
     * @param offset of the byte
     * @param time when it came; microseconds since the epoch, never less than in the entry before
     * @param before when the byte before it came
     * @param session in which it came
     */
    record Entry(long offset, long time, long before, long session) {

        private byte[] line() {
            return String.format(Locale.ROOT, "%020d %s %s %10d\n", offset, text(time), text(before), session)
                    .getBytes(StandardCharsets.US_ASCII);
        }

        private static String text(long micros) {
            return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
        }

        private static Entry of(String line) throws Unreadable {
            try {
                return new Entry(
                        Long.parseLong(line.substring(0, 20)),
                        micros(line.substring(21, 48)),
                        micros(line.substring(49, 76)),
                        Long.parseLong(line.substring(77, 87).strip()));
            } catch (DateTimeException | NumberFormatException e) {
                throw new Unreadable(line);
            }
        }

        private static long micros(String text) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
        }
    }
}
