package org.threadedstreams.client.search;

import java.nio.CharBuffer;
import java.util.Arrays;

/**
 * The last characters of what has been decoded, and where their bytes stand. It grows at its end and forgets at its beginning; what
 * it holds is what a {@link java.util.regex.Matcher} sees. One thread at a time.
 *
 * <p>Positions count characters since the first; indexes count them from the first that is still held.
 */
final class Text implements CharSequence {
    /** How many characters are looked at between two looks at the clock. */
    private static final int PATIENCE = 16_384;

    private final int keep;
    private char[] chars = new char[1024];
    /** Of each character, how many bytes it was decoded from; a surrogate pair has them all at its first half. */
    private byte[] widths = new byte[chars.length];

    private int length;
    private long forgotten;
    private long end;

    private long deadlineNanos;
    private int patience = PATIENCE;
    private long spent;

    /**
     * @param keep how many of the last characters are never forgotten
     * @param startOffset the offset of the first byte
     */
    Text(int keep, long startOffset) {
        this.keep = keep;
        this.end = startOffset;
    }

    /** Thrown out of a matcher. */
    static final class DeadlineException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * From here on {@link #charAt} throws {@link DeadlineException} soon after that time, on {@link System#nanoTime}'s scale; what takes
     * few looks is done even if it has passed.
     */
    void deadline(long nanos) {
        deadlineNanos = nanos;
        spent += PATIENCE - patience;
        patience = PATIENCE;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        if (--patience < 0) {
            look();
        }
        return chars[index];
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return new String(chars, from, to - from);
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }

    /** The characters themselves, of which {@link #length()} are valid until more are decoded. */
    char[] array() {
        return chars;
    }

    /** Where the text at an index stands in all of it. */
    long position(int index) {
        return forgotten + index;
    }

    /** Where a position is held now; negative: nowhere. */
    int index(long position) {
        return (int) Math.max(position - forgotten, -1);
    }

    /** The offset of the first byte of the character at an index; at the end: of what comes next. */
    long offset(int index) {
        long offset = end;
        for (int at = length - 1; at >= index; at--) {
            offset -= widths[at] & 0xff;
        }
        return offset;
    }

    /** The first index whose character's bytes begin at an offset or behind it. */
    int indexAt(long offset) {
        int at = length;
        long before = end;
        while (at > 0 && before - (widths[at - 1] & 0xff) >= offset) {
            before -= widths[--at] & 0xff;
        }
        return at < length && widths[at] == 0 ? at + 1 : at;
    }

    /** How many characters were looked at: the work done. */
    long looks() {
        return spent + PATIENCE - patience;
    }

    /** Room for so many characters at the end. */
    CharBuffer room(int count) {
        if (length + count > chars.length) {
            forget(Math.max(0, length - keep));
        }
        if (length + count > chars.length) {
            int capacity = Math.max(length + count, Math.min(2 * chars.length, 2 * keep));
            chars = Arrays.copyOf(chars, capacity);
            widths = Arrays.copyOf(widths, capacity);
        }
        return CharBuffer.wrap(chars, length, count);
    }

    /** What was put into the room, each character from as many bytes as its code takes in UTF-8, or all from one byte. */
    void decoded(int count, int bytes) {
        if (count == bytes) {
            Arrays.fill(widths, length, length + count, (byte) 1);
        } else {
            for (int at = length; at < length + count; at++) {
                widths[at] = (byte) width(chars[at]);
            }
        }
        length += count;
        end += bytes;
    }

    /** What was put into the room: one character, or few that are not to be told apart. */
    void decodedTogether(int count, int bytes) {
        Arrays.fill(widths, length, length + count, (byte) 0);
        widths[length] = (byte) bytes;
        length += count;
        end += bytes;
    }

    private static int width(char c) {
        if (Character.isSurrogate(c)) {
            return Character.isHighSurrogate(c) ? 4 : 0;
        }
        return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }

    private void forget(int count) {
        System.arraycopy(chars, count, chars, 0, length - count);
        System.arraycopy(widths, count, widths, 0, length - count);
        length -= count;
        forgotten += count;
    }

    private void look() {
        spent += PATIENCE + 1;
        patience = PATIENCE;
        if (System.nanoTime() - deadlineNanos > 0) {
            throw new DeadlineException();
        }
    }
}
