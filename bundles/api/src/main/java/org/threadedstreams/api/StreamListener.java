package org.threadedstreams.api;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a connection tells its stream. One call at a time, each seen by the next: {@link #opened} at most once and first,
 * any number of {@link #received} and {@link #lost}, {@link #ended} exactly once and last.
 *
 * <p>Calls return quickly and never throw. They may come on any thread, also on an event loop.
 */
@ProviderType
public interface StreamListener {

    /** The connection is up, and paused. */
    void opened();

    /**
     * Bytes came.
     *
     * @param bytes at least one byte, from position to limit. Ownership passes with the call: the transport neither
     *     reads nor writes the buffer's memory again. Any size is right; 64 KiB suits everyone
     */
    void received(ByteBuffer bytes);

    /**
     * Bytes were lost before anyone could read them, such as by a UART overrun. They become a gap at this point.
     *
     * @param bytes how many, or -1 if unknown
     * @param cause why, in a few words
     */
    void lost(long bytes, String cause);

    /** The connection is over, or could not be opened. Everything read before it has been handed on. */
    void ended(StreamEnd end);
}
