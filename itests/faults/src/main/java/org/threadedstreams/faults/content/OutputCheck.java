package org.threadedstreams.faults.content;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges what one connection of a peer received: whole requests one after the other, each with a higher number than the one
 * before, the last one possibly cut.
 *
 * <p>Safe for many threads.
 */
public final class OutputCheck {

    private final long seed;
    private final List<Arrived> arrived = new ArrayList<>();
    private byte[] header = new byte[0];
    private byte[] expected = new byte[0];
    private long total;
    private @Nullable Violation fault;

    /**
     * A request that came.
     *
     * @param position of its first byte in all that came
     * @param bytes how many of its bytes came
     */
    public record Arrived(int number, long position, int bytes) {}

    public OutputCheck(long seed) {
        this.seed = seed;
    }

    /** Tells what came next; what is wrong with it is kept for {@link #arrived}. */
    public synchronized void accept(byte[] bytes, int count) {
        try {
            int at = 0;
            while (at < count && fault == null) {
                at = expected.length == 0 ? header(bytes, at, count) : rest(bytes, at, count);
            }
        } catch (Violation e) {
            fault = e;
        }
        total += count;
        notifyAll();
    }

    /** What came so far. */
    public synchronized List<Arrived> arrived() {
        if (fault != null) {
            throw fault;
        }
        return List.copyOf(arrived);
    }

    /** How many bytes came. */
    public synchronized long total() {
        return total;
    }

    /** Waits until so many bytes more have come. */
    public synchronized void awaitMore(long bytes, Duration limit) throws InterruptedException {
        long wanted = total + bytes;
        long deadline = System.nanoTime() + limit.toNanos();
        while (total < wanted) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new Violation("the peer has received " + total + " bytes and not " + wanted);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    /** Whether all of a request came. */
    public synchronized boolean has(int number) {
        return arrived().stream().anyMatch(one -> one.number() == number) && !(isLast(number) && expected.length > 0);
    }

    private boolean isLast(int number) {
        return !arrived.isEmpty() && arrived.get(arrived.size() - 1).number() == number;
    }

    private int header(byte[] bytes, int from, int count) {
        int to = Math.min(count, from + Written.HEADER_BYTES - header.length);
        int had = header.length;
        header = Arrays.copyOf(header, had + to - from);
        System.arraycopy(bytes, from, header, had, to - from);
        if (header.length == Written.HEADER_BYTES) {
            begin(new String(header, US_ASCII));
        }
        return to;
    }

    private void begin(String text) {
        header = new byte[0];
        int number;
        int length;
        try {
            number = Integer.parseInt(text.substring(1, 9), 16);
            length = Integer.parseInt(text.substring(9), 16);
        } catch (NumberFormatException e) {
            throw new Violation(1, "the peer received '" + text + "' where a request should begin");
        }
        if (text.charAt(0) != 'W'
                || !arrived.isEmpty() && arrived.get(arrived.size() - 1).number() >= number) {
            throw new Violation(1, "the peer received '" + text + "' after " + arrived);
        }
        long position = arrived.stream().mapToLong(Arrived::bytes).sum();
        arrived.add(new Arrived(number, position, Written.HEADER_BYTES));
        expected = length == Written.HEADER_BYTES ? new byte[0] : Written.bytes(seed, number, length);
    }

    private int rest(byte[] bytes, int from, int count) {
        Arrived last = arrived.get(arrived.size() - 1);
        int to = Math.min(count, from + expected.length - last.bytes());
        int had = last.bytes();
        if (!Arrays.equals(expected, had, had + to - from, bytes, from, to)) {
            throw new Violation(to - from, "request " + last.number() + " arrived wrong after " + had + " bytes");
        }
        arrived.set(arrived.size() - 1, new Arrived(last.number(), last.position(), had + to - from));
        if (had + to - from == expected.length) {
            expected = new byte[0];
        }
        return to;
    }

    /** How many bytes of the header of a request that is cut came. */
    public synchronized int cutHeader() {
        return header.length;
    }
}
