package org.threadedstreams.client;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;
import org.threadedstreams.api.StreamException;

/**
 * A consumer's handle on a stream: a cursor in its journal. Many handles on one stream never disturb each other, and a
 * handle outlives the connection: reconnects, and edits of the configuration, only end the waits.
 *
 * <p>Safe from any thread, virtual ones are not pinned. Several threads that wait on one handle wait at one cursor: the
 * first whose target is there consumes, and the others go on from behind it. Not to be waited on from an event loop: that
 * throws {@link IllegalStateException}.
 *
 * <p><b>Memory.</b> A handle keeps the first unread bytes: at most 1 MiB and one fetch reply (64 KiB), whoever lags behind
 * or never reads. What does not fit stays in the gateway's journal and is fetched when it is its turn. A wait looks through
 * as much as comes; beyond the unread bytes that are kept it holds only the last 64 KiB, and the longest literal.
 *
 * <p><b>Failures.</b> Every {@link StreamException} of a handle has its code, what this handle had not consumed ({@code
 * [from, to)}, at most the last 65,536 bytes of it: the rest can be read), and what was not sent; its message shows the end
 * of what was read. <b>Nothing has been consumed</b>, with the one exception of {@link StreamGapException}.
 *
 * <table>
 * <caption>How a wait ends without what was waited for</caption>
 * <tr><th>what happened</th><th>exception</th></tr>
 * <tr><td>it did not come in time</td><td>{@link StreamTimeoutException}</td></tr>
 * <tr><td>the session ended, and all that had come before is looked through</td>
 *     <td>{@code StreamException} with the code of the end ({@code NOT_OPEN} where the end was asked for), and what was
 *     unsent in that session; once for each end, be it that the wait had begun before or that unread bytes of that session
 *     lay at the cursor. The handle stays valid, and a wait that begins between two sessions waits for the next; see {@link
 *     #acrossSessions}</td></tr>
 * <tr><td>bytes are missing</td><td>{@link StreamGapException}, once; the handle reads on behind the gap</td></tr>
 * <tr><td>the stream has a new journal, so that offsets count anew</td><td>{@code JOURNAL_FAILED}, once for each wait; the
 *     handle reads on at the earliest byte of the new journal. (A journal on disk that goes on in memory while the disk
 *     fails, and back, is the same one.)</td></tr>
 * <tr><td>the thread was interrupted</td><td>{@link StreamInterruptedException}</td></tr>
 * <tr><td>{@link #close}, or the gateway is gone</td><td>{@code NOT_OPEN}, and every later call too, once what had come is
 *     read (after {@code close}: at once)</td></tr>
 * </table>
 */
@ProviderType
public interface ThreadedStream extends AutoCloseable {

    /** The stream's name. */
    String name();

    /**
     * Writes, and waits until all is handed over to the operating system, or has failed: by the stream's {@code
     * writeTimeoutMillis}. A gateway that does not answer at all is given up after 10 minutes; then all is in doubt.
     *
     * @param text encoded in the charset of the stream's configuration
     * @throws StreamException with the bytes that were not sent
     */
    Receipt write(String text) throws StreamException;

    /** As {@link #write(String)}, but fails after that time instead. */
    Receipt write(String text, Duration timeout) throws StreamException;

    /** As {@link #write(String)}. The bytes are copied. */
    Receipt write(byte[] bytes) throws StreamException;

    /** As {@link #write(String, Duration)}. The bytes are copied. */
    Receipt write(byte[] bytes, Duration timeout) throws StreamException;

    /** How many bytes of this handle's writes are not answered yet. */
    long waiting();

    /** Consumes at most that many bytes of {@link #ready}. Never waits; empty if nothing is there. */
    byte[] read(int max) throws StreamException;

    /** As {@link #read}, and consumes nothing. */
    byte[] peek(int max) throws StreamException;

    /**
     * How many unread bytes are at hand. Of a handle that lags behind more are on their way, which asking for these has
     * begun to fetch.
     */
    int ready() throws StreamException;

    /** Consumes all that is {@link #ready}. Never waits. */
    byte[] consume() throws StreamException;

    /** Waits for a text, and consumes up to its end. */
    default Found readUntil(String text, Duration timeout) throws StreamException {
        return readUntil(Until.text(text), timeout);
    }

    /** Waits for these bytes, and consumes up to their end. */
    default Found readUntil(byte[] bytes, Duration timeout) throws StreamException {
        return readUntil(Until.bytes(bytes), timeout);
    }

    /** Waits for a match, and consumes up to its end. */
    default Found readUntil(Pattern pattern, Duration timeout) throws StreamException {
        return readUntil(Until.pattern(pattern), timeout);
    }

    /**
     * Waits for the first of several targets, and consumes up to its end. Looks first at what is unread.
     *
     * @param timeout zero: only what is at hand is looked at. A match that is being tried is given up a few milliseconds
     *     after it
     */
    Found readUntil(Until until, Duration timeout) throws StreamException;

    /**
     * Waits for a whole line, and consumes it. Lines end at {@code \n}; any {@code \r} just before belong to the end.
     *
     * @return without its end
     */
    String readLine(Duration timeout) throws StreamException;

    /**
     * Waits for lines, and consumes them all at once: after a failure all of them are still unread.
     *
     * @param max how many at most, 0: all to the end of the session, what follows the last {@code \n} included
     * @param skip how many to drop first
     * @param until ends it: the first line that it accepts, of those not skipped, is the last
     * @param timeout for all of them
     * @param lineTimeout for each of them, counted from the one before
     */
    List<String> readLines(int max, int skip, Predicate<String> until, Duration timeout, Duration lineTimeout)
            throws StreamException;

    /** Whether a text is in what is {@link #ready}. Consumes nothing. */
    boolean contains(String text) throws StreamException;

    /** Where a text begins in what is {@link #ready}: that many bytes behind the cursor, or -1. Consumes nothing. */
    int indexOf(String text) throws StreamException;

    /** Whether what is {@link #ready}, as text, is as the predicate wants it. Consumes nothing. */
    boolean check(Predicate<String> predicate) throws StreamException;

    /** Where this handle stands. */
    Mark mark() throws StreamException;

    /**
     * Goes to a mark, ahead or back, or to what was read when a write left.
     *
     * @return this
     * @throws StreamException {@code JOURNAL_FAILED} if it was made in a journal that this one does not go on
     */
    ThreadedStream from(Mark mark) throws StreamException;

    /**
     * Goes to an offset, ahead or back.
     *
     * @return this
     * @throws StreamException {@code REFUSED} if it is beyond the end
     */
    ThreadedStream from(long offset) throws StreamException;

    /**
     * Goes to an offset, to {@code "earliest"}, {@code "latest"}, {@code "-N"}: the last N bytes, or {@code "time:"} and an
     * ISO instant. Asks the gateway, which blocks.
     *
     * @return this
     */
    ThreadedStream from(String from) throws StreamException;

    /**
     * This handle, with the same cursor, but its waits go on when a session ends: only their time ends them. What they look
     * for may begin in one session and end in the next.
     */
    ThreadedStream acrossSessions();

    /** Ends every wait at once. What is with the gateway to be written stays there. Idempotent, never blocks. */
    @Override
    void close();
}
