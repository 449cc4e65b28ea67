package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Gap;

/**
 * The gaps in one segment, and the hole before it: lines of one width with offset, bytes, kind and cause. There is no file until
 * there is a gap. What is added at the last one's offset takes its place.
 *
 * <p>One thread at a time.
 */
final class SegmentGaps {

    static final int WIDTH = 512;

    private static final int KIND_AT = 42;
    private static final int CAUSE_AT = 49;

    private final JournalFile file;
    private int count;
    private long lastAt = -1;

    /** @param bytes how long its file is; the rest of a line that was cut off is written over by the next */
    SegmentGaps(JournalFile file, long bytes) {
        this.file = file;
        this.count = (int) (bytes / WIDTH);
    }

    int count() {
        return count;
    }

    void add(Gap gap) throws IOException {
        if (count == 0) {
            file.create();
        }
        int number = gap.at() == lastAt ? count - 1 : count;
        file.write(ByteBuffer.wrap(line(gap)), (long) number * WIDTH);
        count = number + 1;
        lastAt = gap.at();
    }

    /** Adds them to a journal's; a line that cannot be read is a gap too. Returns why there is a hole before the segment. */
    @Nullable
    String load(Segment segment, Gaps into) throws IOException {
        ByteBuffer lines = ByteBuffer.allocate(count * WIDTH);
        if (count > 0) {
            file.read(lines, 0);
        }
        String hole = null;
        for (int i = 0; i < count; i++) {
            String line = new String(lines.array(), i * WIDTH, WIDTH, StandardCharsets.UTF_8);
            if (line.startsWith("hole", KIND_AT)) {
                hole = line.substring(CAUSE_AT).strip();
            } else {
                load(line, segment, into);
            }
        }
        return hole;
    }

    private void load(String line, Segment segment, Gaps into) {
        try {
            long at = Long.parseLong(line.substring(0, 20));
            long bytes = Long.parseLong(line.substring(21, 41).strip());
            String cause = line.substring(CAUSE_AT).strip();
            // Put, not added: a gap between two segments may stand in both.
            into.put(new Gap(Math.min(at, segment.end()), bytes, cause, Gap.Kind.MISSED));
            lastAt = at;
        } catch (NumberFormatException e) {
            into.missed(segment.first(), -1, "a gap that cannot be read any more");
        }
    }

    private static byte[] line(Gap gap) {
        byte[] line = new byte[WIDTH];
        Arrays.fill(line, (byte) ' ');
        String kind = gap.kind() == Gap.Kind.HOLE ? "hole" : "missed";
        String start = String.format(Locale.ROOT, "%020d %20d %-6s ", gap.at(), gap.bytes(), kind);
        byte[] text = (start + gap.cause().replaceAll("\\p{Cntrl}", " ")).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, line, 0, whole(text, WIDTH - 1));
        line[WIDTH - 1] = '\n';
        return line;
    }

    /** At most that many bytes, and no part of a character. */
    private static int whole(byte[] text, int most) {
        int length = Math.min(text.length, most);
        while (length < text.length && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        return length;
    }

    void force() throws IOException {
        if (count > 0) {
            file.force();
        }
    }

    void close() throws IOException {
        file.close();
    }

    void delete() throws IOException {
        file.delete();
    }
}
