package org.threadedstreams.bus.journal;

import java.nio.ByteBuffer;
import java.util.List;
import org.threadedstreams.api.bus.Gap;

/**
 * The bytes of one stream, over all its sessions. What has been appended can be fetched by offset until retention takes
 * it.
 *
 * <p>One thread at a time calls the methods, each call seen by the next; {@link #id}, {@link #earliest}, {@link #end},
 * {@link #gaps} and {@link #sessions} are safe from any thread.
 */
public interface Journal extends AutoCloseable {

    /** How many error events are kept. */
    int MOST_ERRORS = 32;

    /** How long their texts may be, together. */
    int MOST_ERROR_CHARS = 4 * 1024 * 1024;

    /** Names the offsets' scale: offsets of different ids do not compare. */
    String id();

    /** The first offset that is still held, at most {@link #end}. */
    long earliest();

    /** The offset after the last byte. */
    long end();

    /** How many gaps there are, a hole at the front included. */
    long gaps();

    /** The number of the last session that has begun, 0 before the first. */
    long sessions();

    /** Bytes from here on come from that session. */
    void beginSession(long number);

    /**
     * Appends the bytes from position to limit. They count as received once this has returned. A disk that fails is no
     * reason to throw: the journal goes on in memory.
     *
     * @param bytes not modified by anyone any more; the journal may keep the buffer
     * @param time microseconds since the epoch
     */
    void append(ByteBuffer bytes, long time);

    /** Notes that bytes were lost before they could be appended. Gaps at one offset are put together. */
    void missed(long bytes, String cause);

    /** Changes how it is kept from now on, not {@link JournalSettings#kind where}. */
    void configure(JournalSettings settings);

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

    /** Keeps an error event, as JSON, with the latest ones: at most {@value #MOST_ERRORS}. */
    void keepError(String json);

    /** The latest error events, the oldest first. */
    List<String> errors();

    /** Lets go of what it holds open. What is on disk goes on with the next journal of that name. Idempotent. */
    @Override
    void close();

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
