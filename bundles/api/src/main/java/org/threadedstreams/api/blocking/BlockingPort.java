package org.threadedstreams.api.blocking;

import java.io.IOException;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.threadedstreams.api.StreamException;

/**
 * A connection whose calls block. {@link #open}, {@link #read} and {@link #close} are called on the stream's reading thread,
 * {@link #write} and {@link #control} on its writing thread, {@link #interrupt} on a third.
 */
@ConsumerType
public interface BlockingPort {

    /**
     * Opens it.
     *
     * @throws IOException with the system's words and the address; the session ends with {@code CONNECT_FAILED}
     */
    void open() throws IOException;

    /**
     * Waits for bytes, for at most a second or so.
     *
     * @return how many bytes stand at the start of {@code into}; 0 if none came meanwhile; -1 at the end of the stream
     * @throws IOException if reading fails; the session ends with {@code READ_FAILED}
     */
    int read(byte[] into) throws IOException;

    /**
     * Writes some of the bytes.
     *
     * @return how many the operating system took, which may be 0
     * @throws IOException if writing fails; the session ends with {@code WRITE_FAILED}
     */
    int write(byte[] from, int offset, int length) throws IOException;

    /**
     * Does something of the transport's own, as {@link org.threadedstreams.api.StreamConnection#control} says.
     *
     * @throws StreamException of code {@code REFUSED} for an operation or arguments that it does not know
     */
    void control(String op, Map<String, Object> args) throws IOException, StreamException;

    /** Makes waiting calls of {@link #read} and {@link #write} return soon. Called once, before {@link #close}. */
    void interrupt();

    /**
     * Lets go of everything. Called once if {@link #open} was called, also when that failed.
     *
     * @return what is to be said of the end beside its cause, such as an exit status; may be empty
     */
    String close() throws IOException;
}
