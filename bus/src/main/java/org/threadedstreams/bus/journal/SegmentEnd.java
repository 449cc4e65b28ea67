package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes a segment has whose file was an older one's and is written over: what stands behind them is old. Their checksum
 * is for when the machine stopped: this line may then have reached the disk and the bytes not. It is a file of one line of fixed
 * width, so that a write replaces it as a whole.
 *
 * <p>One thread at a time.
 */
final class SegmentEnd {

    private static final int LENGTH_DIGITS = 20;
    private static final int START = LENGTH_DIGITS + 9;
    private static final Pattern LINE = Pattern.compile("(0[0-8]\\d{18}) ([0-9a-f]{8}) (.+)\n");

    private final JournalFile file;
    private final CRC32C checksum;
    private final byte[] start = new byte[START];

    /** @param first the offset of the segment's first byte */
    SegmentEnd(JournalFile file, long first) {
        this.file = file;
        this.checksum = checksum(first);
    }

    /** Of no bytes yet. The offset is in it, so that a file and its end that both come back from another segment do not fit. */
    static CRC32C checksum(long first) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, first));
        return checksum;
    }

    /** There are no bytes yet. */
    void create() throws IOException {
        file.create();
        String line = String.format(Locale.ROOT, "%020d %08x %s\n", 0, checksum.getValue(), Boot.id());
        file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    /** The piece has come behind the others, whose number with it is that. */
    void add(ByteBuffer piece, long length) throws IOException {
        checksum.update(piece);
        digits(length, 10, 0, LENGTH_DIGITS);
        start[LENGTH_DIGITS] = ' ';
        digits(checksum.getValue(), 16, LENGTH_DIGITS + 1, START);
        file.write(ByteBuffer.wrap(start), 0);
    }

    /** A thousand times a second, which is why no formatter does it. */
    private void digits(long number, int radix, int from, int to) {
        long rest = number;
        for (int i = to - 1; i >= from; i--) {
            start[i] = (byte) Character.forDigit((int) (rest % radix), radix);
            rest /= radix;
        }
    }

    void close() throws IOException {
        file.close();
    }

    void delete() throws IOException {
        file.delete();
    }

    /**
     * What it says.
     *
     * @param checksum CRC-32C of the first one's offset and the bytes
     * @param boot of the machine, when the file was made
     */
    record Line(long length, long checksum, String boot) {

        /** Null where the text makes no sense. */
        static @Nullable Line of(String text) {
            Matcher line = LINE.matcher(text);
            return line.matches()
                    ? new Line(Long.parseLong(line.group(1)), Long.parseLong(line.group(2), 16), line.group(3))
                    : null;
        }
    }
}
