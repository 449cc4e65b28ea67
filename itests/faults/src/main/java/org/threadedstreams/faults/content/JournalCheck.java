package org.threadedstreams.faults.content;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges a journal: it is told each byte once, in order, and compares it with what the peer sends by formula. It keeps only
 * which connection's bytes stand where, so that the same offsets can be judged again later.
 *
 * <p>Safe for many threads.
 */
public final class JournalCheck {

    private final Content content;
    private final long start;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final Map<Integer, Long> received = new HashMap<>();
    private byte[] header = new byte[0];
    private long next;
    private long holes;
    private int connection;
    private @Nullable RuntimeException fault;

    /**
     * @param start the first offset to be told
     * @param connection bytes of later connections than this one may come
     */
    public JournalCheck(Content content, long start, int connection) {
        this.content = content;
        this.start = start;
        this.next = start;
        this.connection = connection;
    }

    /** The offset that must come next. */
    public synchronized long next() {
        return next;
    }

    /** How many bytes it has been told. */
    public synchronized long bytes() {
        return next - start - holes;
    }

    /** How many bytes of a connection came. */
    public synchronized long received(int of) {
        check();
        return received.getOrDefault(of, 0L);
    }

    /** Tells bytes. What was told before is compared with what it was then. */
    public synchronized void accept(long offset, byte[] bytes) {
        try {
            if (offset > next) {
                throw new Violation(offset - next, "offsets [" + next + ", " + offset + ") were skipped silently");
            }
            int again = (int) Math.min(bytes.length, next - offset);
            verify(offset, Arrays.copyOf(bytes, again));
            append(bytes, again);
        } catch (RuntimeException e) {
            fail(e);
            throw e;
        } finally {
            notifyAll();
        }
    }

    /** Tells that bytes are gone, as the gateway reported; what follows is of the same connection. */
    public synchronized void hole(long to) {
        Segment last = last();
        if (last == null || to <= next) {
            throw new Violation("a hole up to offset " + to + " is reported at offset " + next);
        }
        long bytes = to - next;
        next = to;
        holes += bytes;
        segments.put(to, new Segment(to, last.connection(), last.position() + last.length() + bytes, 0));
        notifyAll();
    }

    /** Something else is wrong: every wait ends with it. */
    public synchronized void fail(RuntimeException why) {
        if (fault == null) {
            fault = why;
        }
        notifyAll();
    }

    /** Throws what is wrong, if anything is. */
    public synchronized void check() {
        if (fault != null) {
            throw new IllegalStateException("the consumer found a fault: " + fault.getMessage(), fault);
        }
    }

    /** Waits until everything before an offset has been told. */
    public synchronized void await(long offset, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (next < offset) {
            check();
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new Violation("the consumer is at offset " + next + " and does not come to " + offset);
            }
            wait(left / 1_000_000 + 1);
        }
        check();
    }

    /** Compares bytes at offsets that were told before with what they were then. */
    public synchronized void verify(long offset, byte[] bytes) {
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

    private void append(byte[] bytes, int from) {
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
