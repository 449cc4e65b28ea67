package org.threadedstreams.client.handle;

import java.nio.ByteBuffer;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.search.SearchTimeoutException;

/**
 * What a wait looks for, fed with the bytes from the cursor on. Used by one thread; {@link #begin} may come again, where the
 * cursor was moved meanwhile.
 *
 * @param <T> what comes of it
 */
interface Seeker<T> {

    /** Looks anew, from an offset. */
    void begin(long offset);

    /** Whether it is found with these bytes too. Called without the cursor's lock. */
    boolean feed(ByteBuffer bytes, long deadlineNanos) throws SearchTimeoutException, StreamException;

    /** Whether what has come will do, because nothing follows. Called without the cursor's lock. */
    boolean end(long deadlineNanos) throws SearchTimeoutException;

    /** The bytes before this offset are not looked at again. */
    long needed();

    /** Once found: up to where that consumes. */
    long consumesTo();

    /** Once found, before it is consumed, under the cursor's lock. */
    T take(Scan scan);

    /** A deadline of its own, as {@link System#nanoTime}, not after the given one. */
    long deadline(long overall);

    /** What did not come, as the beginning of a sentence. */
    String what();
}
