package org.threadedstreams.bus.stream;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes lines of bytes. A line ends at a line feed; carriage returns just before it belong to the terminator. A line over
 * {@value #MAX_LINE_BYTES} bytes comes in pieces. Malformed bytes become U+FFFD; the bytes themselves are in the journal.
 *
 * <p>Works for every charset in which a line feed is one byte that stands for nothing else. Not safe for several threads.
 */
final class LineSplitter {

    static final int MAX_LINE_BYTES = 64 * 1024;

    private static final int LEAST_ROOM = 256;
    private static final byte[] NOTHING = {};

    private final Charset charset;
    private final byte lineFeed;
    private final byte carriageReturn;
    private final Sink sink;
    private byte[] rest = NOTHING;
    private int restLength;
    private long restOffset;
    private long restTime;
    private boolean silent;

    /** Takes the lines. */
    interface Sink {
        /**
         * @param offset of the line's first byte
         * @param time at which that byte came
         * @param partial whether the line goes on, or was cut short
         */
        void line(String line, long offset, long time, boolean partial);
    }

    LineSplitter(Charset charset, Sink sink) {
        this.charset = charset;
        this.lineFeed = "\n".getBytes(charset)[0];
        this.carriageReturn = "\r".getBytes(charset)[0];
        this.sink = sink;
    }

    /** Takes bytes that follow those before, from position to limit; the buffer is left as it is. */
    void add(ByteBuffer bytes, long offset, long time) {
        silent = false;
        byte[] chunk = bytes.hasArray() ? bytes.array() : copy(bytes);
        int first = bytes.hasArray() ? bytes.arrayOffset() + bytes.position() : 0;
        int end = first + bytes.remaining();
        int start = first;
        for (int i = first; i < end; i++) {
            if (chunk[i] == lineFeed) {
                line(chunk, start, i, offset + start - first, time);
                start = i + 1;
            }
        }
        keep(chunk, start, end, offset + start - first, time);
    }

    /** As {@link #add}, but nobody wants the lines; only one that goes on may still be wanted as a whole. */
    void pass(ByteBuffer bytes, long offset, long time) {
        silent = true;
        byte[] chunk = bytes.hasArray() ? bytes.array() : copy(bytes);
        int first = bytes.hasArray() ? bytes.arrayOffset() + bytes.position() : 0;
        int end = first + bytes.remaining();
        int start = end;
        while (start > first && chunk[start - 1] != lineFeed) {
            start--;
        }
        if (start > first) {
            forget();
        }
        keep(chunk, start, end, offset + start - first, time);
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return copy;
    }

    /** These bytes end a line. */
    private void line(byte[] chunk, int from, int to, long offset, long time) {
        if (restLength == 0 && to - from <= MAX_LINE_BYTES) {
            // The whole line: most are.
            sink.line(new String(chunk, from, terminator(chunk, from, to) - from, charset), offset, time, false);
        } else {
            keep(chunk, from, to, offset, time);
            sink.line(new String(rest, 0, terminator(rest, 0, restLength), charset), restOffset, restTime, false);
            forget();
        }
    }

    /** Where the carriage returns begin that belong to the terminator. */
    private int terminator(byte[] bytes, int from, int to) {
        int at = to;
        while (at > from && bytes[at - 1] == carriageReturn) {
            at--;
        }
        return at;
    }

    /** Hands out what has no terminator yet, as a partial line. */
    void flush() {
        if (restLength > 0) {
            silent = false;
            emitPart(restLength);
            forget();
        }
    }

    /** Drops what has no terminator yet. */
    void forget() {
        restLength = 0;
        if (rest.length > LEAST_ROOM) {
            // There may be thousands of streams that had a long line once.
            rest = NOTHING;
        }
    }

    private void keep(byte[] bytes, int from, int to, long offset, long time) {
        int at = from;
        if (restLength == 0) {
            restOffset = offset;
            restTime = time;
        }
        while (to - at > MAX_LINE_BYTES - restLength) {
            int count = MAX_LINE_BYTES - restLength;
            append(bytes, at, count);
            at += count;
            emitPart(characterBoundary());
            restTime = time;
        }
        if (at < to) {
            append(bytes, at, to - at);
        }
    }

    private void append(byte[] bytes, int at, int count) {
        if (restLength + count > rest.length) {
            int room = Math.max(LEAST_ROOM, Math.max(restLength + count, 2 * rest.length));
            rest = Arrays.copyOf(rest, Math.min(MAX_LINE_BYTES, room));
        }
        System.arraycopy(bytes, at, rest, restLength, count);
        restLength += count;
    }

    private void emitPart(int length) {
        if (!silent) {
            sink.line(new String(rest, 0, length, charset), restOffset, restTime, true);
        }
        System.arraycopy(rest, length, rest, 0, restLength - length);
        restLength -= length;
        restOffset += length;
    }

    /** Where to cut a full buffer so that no UTF-8 character is cut. */
    private int characterBoundary() {
        if (!charset.equals(StandardCharsets.UTF_8)) {
            return restLength;
        }
        for (int back = 1; back <= 3; back++) {
            int b = rest[restLength - back] & 0xFF;
            if (b >= 0xC0) {
                int needs = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
                return needs > back ? restLength - back : restLength;
            }
            if (b < 0x80) {
                return restLength;
            }
        }
        return restLength;
    }
}
