package org.threadedstreams.api;

import java.util.Arrays;

/**
 * The output half of an error payload: what was accepted and is not confirmed as handed over.
 *
 * @param offset where the first of these bytes stands in the session's output, counted from 0
 * @param count how many bytes there are
 * @param doubt how many of the first of them may have left all the same: at most
 *     {@value StreamConnection#MAX_PIECE_BYTES}
 * @param bytes the bytes, or the first of them; not copied, not to be modified
 * @param truncated whether {@code bytes} holds fewer than {@code count}
 */
public record Unsent(long offset, long count, int doubt, byte[] bytes, boolean truncated) {

    public static final Unsent NONE = new Unsent(0, 0, 0, new byte[0], false);

    @Override
    public boolean equals(Object other) {
        return other instanceof Unsent u
                && offset == u.offset
                && count == u.count
                && doubt == u.doubt
                && truncated == u.truncated
                && Arrays.equals(bytes, u.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(offset) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "unsent " + count + " at " + offset + ", " + doubt + " in doubt" + (truncated ? ", truncated" : "");
    }
}
