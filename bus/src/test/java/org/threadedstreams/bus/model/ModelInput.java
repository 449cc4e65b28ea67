package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.TreeMap;

/** What transports gave to a stream, in order: the bytes, and the gaps between them. */
final class ModelInput {

    /** How many bytes were lost before they came, by the offset; -1: nobody knows. */
    final TreeMap<Long, Long> missed = new TreeMap<>();

    private byte[] bytes = new byte[1 << 16];
    private int end;
    private long made;

    long end() {
        return end;
    }

    /** The next bytes that a peer sends: no two places of the stream look alike, and there are lines in it. */
    byte[] make(int count) {
        byte[] next = new byte[count];
        for (int i = 0; i < count; i++) {
            long mixed = made++ * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
            int kind = (int) (mixed >>> 40) & 1023;
            next[i] = kind == 0 ? (byte) '\n' : kind == 1 ? (byte) '\r' : (byte) (mixed >>> 8);
        }
        return next;
    }

    void received(byte[] more) {
        if (end + more.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end + more.length, 2 * bytes.length));
        }
        System.arraycopy(more, 0, bytes, end, more.length);
        end += more.length;
    }

    void lost(long count) {
        missed.merge((long) end, count < 0 ? -1 : count, (a, b) -> a < 0 || b < 0 ? -1 : a + b);
    }

    byte[] slice(long from, long to) {
        return Arrays.copyOfRange(bytes, Math.toIntExact(from), Math.toIntExact(to));
    }

    /** Checks that these are the bytes at that offset. */
    void check(byte[] actual, long from) {
        assertThat(from + actual.length).as("end of what is at " + from).isLessThanOrEqualTo(end);
        int wrong = Arrays.mismatch(actual, 0, actual.length, bytes, (int) from, (int) from + actual.length);
        assertThat(wrong).as("index of the first wrong byte at " + from).isEqualTo(-1);
    }

    /** The offset of the next gap after that one, or the end. */
    long nextGap(long after) {
        Long at = missed.higherKey(after);
        return at == null ? end : at;
    }
}
