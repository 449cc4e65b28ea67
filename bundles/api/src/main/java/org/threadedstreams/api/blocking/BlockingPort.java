package org.threadedstreams.api.blocking;

import java.io.IOException;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;

/**
 * A connection whose calls block. {@link #open}, {@link #read} and {@link #close} are called on the stream's reading
 * thread, {@link #write} on its writing thread, {@link #control} and {@link #interrupt} on threads of their own. Each is
 * called by one thread at a time, and while others are under way: a control operation has to work while a write is stuck.
 *
 * <p>An {@link IOException}'s message becomes the end's, so it has the address and the system's words; a {@link PortException}
 * adds a remedy. Any other Throwable ends the session in the same way.
 */
@ConsumerType
public interface BlockingPort {

    /**
     * Opens it. Not called when the connection was closed before.
     *
     * @throws IOException if it cannot be opened; the session ends with {@code CONNECT_FAILED}
     */
    void open() throws IOException;

    /**
     * Waits for bytes, for at most a second or so. After {@link #interrupt} it does not wait.
     *
     * @param into {@link #maxReadBytes()} long, reused from call to call
     * @return how many bytes stand at the start of {@code into}; 0 if none came meanwhile; -1 at the end of the stream
     * @throws IOException if reading fails; the session ends with {@code READ_FAILED}
     */
    int read(byte[] into) throws IOException;

    /** How long the array is that {@link #read} fills. */
    default int maxReadBytes() {
        return 64 * 1024;
    }

    /**
     * Tells what has been lost of the input since it was asked last, such as by overruns of a UART. Called on the reading
     * thread: after each {@link #read} that returns, before its bytes are handed on, so that a loss can stand before all
     * that came after it; and once more before {@link #close} if the port was open. Unless overridden nothing is lost.
     *
     * @param losses told here, before this returns
     */
    default void tellLosses(Losses losses) {}

    /** Takes losses of input. They become gaps at that point. */
    @FunctionalInterface
    interface Losses {

        /**
         * @param bytes how many, or -1 if unknown
         * @param cause why, in a few words
         */
        void lost(long bytes, String cause);
    }

    /**
     * Writes some of the bytes. What it writes at once should be small where the system can take long over it: when a session
     * ends during a call, all its bytes are in doubt.
     *
     * @return how many the operating system took; after 0, the rest is offered again a little later
     * @throws IOException if writing fails; whether any of these bytes left is then in doubt, and the session ends with
     *     {@code WRITE_FAILED}
     */
    int write(byte[] from, int offset, int length) throws IOException;

    /**
     * Does something of the transport's own, as {@link org.threadedstreams.api.StreamConnection#control} says. Unless
     * overridden it knows no operation.
     *
     * @throws IOException if the system refuses; the session goes on
     * @throws StreamException of code {@code REFUSED} for an operation or arguments that it does not know
     */
    default void control(String op, Map<String, Object> args) throws IOException, StreamException {
        throw new StreamException(StreamCode.REFUSED, "op " + op + " is unknown; this transport knows none of its own");
    }

    /**
     * Makes calls that are under way return soon, that of {@link #open} included. Called at most once, when the session
     * ends for whatever reason, and before {@link #close} unless it takes longer than a second itself.
     */
    void interrupt();

    /**
     * Lets go of everything, and frees a {@link #write} that is still under way. Called once if {@link #open} was called, also
     * when that failed.
     *
     * @return what is to be said of the end beside its cause, such as an exit status; may be empty
     */
    String close() throws IOException;
}
