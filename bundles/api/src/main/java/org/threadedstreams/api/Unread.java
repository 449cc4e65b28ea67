package org.threadedstreams.api;

import java.util.Arrays;

/**
 * The input half of an error payload: the bytes at offsets {@code [from, to)} of the stream's journal.
 *
 * @param bytes the bytes, {@code to - from} of them; not copied, not to be modified
 * @param truncated whether there were bytes before {@code from} that this payload leaves out; they can be fetched
 */
public record Unread(long from, long to, byte[] bytes, boolean truncated) {

    public static final Unread NONE = new Unread(0, 0, new byte[0], false);

    @Override
    public boolean equals(Object other) {
        return other instanceof Unread u
                && from == u.from
                && to == u.to
                && truncated == u.truncated
                && Arrays.equals(bytes, u.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(from) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "unread [" + from + ", " + to + ")" + (truncated ? " truncated" : "");
    }
}
