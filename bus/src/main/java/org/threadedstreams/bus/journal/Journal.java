package org.threadedstreams.bus.journal;

import java.nio.ByteBuffer;
import org.threadedstreams.api.bus.Gap;

/**
 * The bytes of one stream, over all its sessions. What has been appended can be fetched by offset until retention takes
 * it.
 *
 * <p>One thread at a time calls the methods, each call seen by the next; {@link #id}, {@link #earliest}, {@link #end} and
 * {@link #gaps} are safe from any thread.
 */
public interface Journal {

    /** Names the offsets' scale: offsets of different ids do not compare. */
    String id();

    /** The first offset that is still held, at most {@link #end}. */
    long earliest();

    /** The offset after the last byte. */
    long end();

    /** How many gaps there are, a hole at the front included. */
    long gaps();

    /**
     * Appends the bytes from position to limit. They count as received once this has returned.
     *
     * @param bytes not modified by anyone any more; the journal may keep the buffer
     * @param time microseconds since the epoch
     */
    void append(ByteBuffer bytes, long time);

    /** Notes that bytes were lost before they could be appended. Gaps at one offset are put together. */
    void missed(long bytes, String cause);

    /** Keeps about that many bytes from now on; the oldest go first. */
    void retain(long maxBytes);

    /**
     * Reads up to the next gap.
     *
     * @param from 0 to {@link #end}
     * @param max at least 1
     */
    Slice read(long from, int max);

    /** The offset of the first byte received at that time or later, or a little before it; {@link #end} if there is none. */
    long offsetAt(long time);

    /** The bytes of {@code [from, end)} that are still held, at most {@code max} of them, the last ones. */
    byte[] tail(long from, int max);

    /**
     * What a read found.
     *
     * @param offset of the first byte
     * @param next where to read on
     * @param gap the gap that the read started at, or null
     */
    record Slice(
            long offset,
            byte[] bytes,
            long next,
            @org.jspecify.annotations.Nullable Gap gap) {}
}
