package org.threadedstreams.faults.content;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which connection's bytes stand where in a journal, found from the bytes themselves.
 *
 * <p>For one thread at a time.
 */
final class Placement {

    private final Content content;
    private final long start;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final Map<Integer, Long> received = new HashMap<>();
    private byte[] header = new byte[0];
    private long next;
    private long holes;
    private int connection;

    Placement(Content content, long start, int connection) {
        this.content = content;
        this.start = start;
        this.next = start;
        this.connection = connection;
    }

    long next() {
        return next;
    }

    long bytes() {
        return next - start - holes;
    }

    long received(int of) {
        return received.getOrDefault(of, 0L);
    }

    void hole(long to) {
        Segment last = last();
        if (last == null || to <= next) {
            throw new Violation("a hole up to offset " + to + " is reported at offset " + next);
        }
        long bytes = to - next;
        next = to;
        holes += bytes;
        segments.put(to, new Segment(to, last.connection(), last.position() + last.length() + bytes, 0));
    }

    void verify(long offset, byte[] bytes) {
        long at = offset;
        while (at < offset + bytes.length) {
            Map.Entry<Long, Segment> entry = segments.floorEntry(at);
            if (entry == null || at >= entry.getValue().end()) {
                throw new Violation("offset " + at + " was never observed");
            }
            Segment segment = entry.getValue();
            int from = (int) (at - offset);
            int to = (int) Math.min(bytes.length, segment.end() - offset);
            if (segment.connection() != Segment.UNKNOWN) {
                compare(segment.connection(), segment.position() + at - segment.offset(), at, bytes, from, to);
            }
            at = offset + to;
        }
    }

    void append(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length) {
            if (bytes[at] == Content.BEGIN) {
                begin();
                at = appendHeader(bytes, at);
            } else if (header.length > 0) {
                at = appendHeader(bytes, at);
            } else {
                int to = at;
                while (to < bytes.length && bytes[to] != Content.BEGIN) {
                    to++;
                }
                appendRest(bytes, at, to);
                at = to;
            }
        }
    }

    private void begin() {
        header = new byte[0];
        segments.put(next, new Segment(next, Segment.UNKNOWN, 0, 0));
    }

    private int appendHeader(byte[] bytes, int from) {
        int to = from;
        while (to < bytes.length
                && header.length + to - from < Content.HEADER_BYTES
                && (to == from && header.length == 0 || bytes[to] != Content.BEGIN)) {
            to++;
        }
        int had = header.length;
        header = Arrays.copyOf(header, had + to - from);
        System.arraycopy(bytes, from, header, had, to - from);
        grow(to - from);
        if (header.length == Content.HEADER_BYTES) {
            identify();
        }
        return to;
    }

    private void identify() {
        int found = parse(new String(header, 1, Content.HEADER_BYTES - 1, US_ASCII));
        if (found <= connection) {
            throw new Violation("bytes of connection " + found + " come after those of " + connection);
        }
        connection = found;
        Segment unknown = segments.lastEntry().getValue();
        segments.put(unknown.offset(), new Segment(unknown.offset(), found, 0, unknown.length()));
        received.put(found, unknown.length());
        header = new byte[0];
    }

    private int parse(String digits) {
        try {
            return Integer.parseInt(digits, 16);
        } catch (NumberFormatException e) {
            throw new Violation(1, "a connection begins with " + digits + " before offset " + next);
        }
    }

    private void appendRest(byte[] bytes, int from, int to) {
        Segment last = last();
        if (last == null || last.connection() == Segment.UNKNOWN) {
            throw new Violation(1, "bytes at offset " + next + " that belong to no connection");
        }
        compare(last.connection(), last.position() + last.length(), next, bytes, from, to);
        grow(to - from);
        received.merge(last.connection(), (long) to - from, Long::sum);
    }

    private void compare(int of, long position, long offset, byte[] bytes, int from, int to) {
        byte[] expected = content.bytes(of, position, to - from);
        int different = Arrays.mismatch(expected, 0, expected.length, bytes, from, to);
        if (different >= 0) {
            int shown = Math.min(expected.length, different + 80);
            throw new Violation(
                    to - from - different,
                    "offset " + (offset + different) + ", which is position " + (position + different)
                            + " of connection " + of + ": expected "
                            + printable(Arrays.copyOfRange(expected, different, shown)) + ", found "
                            + printable(Arrays.copyOfRange(bytes, from + different, from + shown)));
        }
    }

    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(b >= ' ' && b < 0x7f ? String.valueOf((char) b) : "\\x%02x".formatted(b));
        }
        return text.toString();
    }

    private void grow(int bytes) {
        Segment last = segments.lastEntry().getValue();
        segments.put(last.offset(), last.longer(bytes));
        next += bytes;
    }

    private @Nullable Segment last() {
        return segments.isEmpty() ? null : segments.lastEntry().getValue();
    }
}
