package org.threadedstreams.api;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One connection, from its opening to its end. None of these methods blocks, and none calls the listener before it
 * returns.
 *
 * <p>Safe from any thread.
 */
@ConsumerType
public interface StreamConnection {

    /** The most bytes one {@link #write} is given. */
    int MAX_PIECE_BYTES = 16 * 1024;

    /**
     * Hands one piece of output to the transport. One call is outstanding at a time; the next follows its completion.
     *
     * @param piece 1 to {@value #MAX_PIECE_BYTES} bytes, read-only; the connection owns it until completion
     * @return completes with the bytes taken by the operating system, 1 to {@code piece.remaining()}; fails with
     *     {@link WriteFailure}, whose {@link WriteFailure#taken()} says how many surely were: whether the rest left is
     *     in doubt, and the session ends. After the end it fails with 0 taken and nothing in doubt.
     */
    CompletionStage<Integer> write(ByteBuffer piece);

    /**
     * Asks the transport to stop reading. Advisory: bytes that are already on their way still arrive. This and
     * {@link #resume()} come one at a time, on any thread, the transport's own too, and the last one counts.
     */
    void pause();

    /** Lets the transport read, for the first time or after {@link #pause()}. */
    void resume();

    /**
     * Does something of the transport's own, such as {@code break} on a serial line.
     *
     * @param op the operation's name
     * @param args the whole request, {@code op} included; values are those of JSON
     * @return completes when it is done; fails with {@link StreamException} of code {@link StreamCode#REFUSED} for an
     *     operation that this transport does not know or arguments that it cannot use, naming what it knows
     */
    CompletionStage<Void> control(String op, Map<String, Object> args);

    /**
     * Ends the connection, or its opening. Idempotent. Fails the outstanding write.
     *
     * @return completes after the listener's {@link StreamListener#ended} has returned, never exceptionally. While a
     *     native call does not return, neither event comes; whoever waits has a deadline.
     */
    CompletionStage<Void> close();
}
