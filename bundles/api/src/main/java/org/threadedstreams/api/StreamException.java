package org.threadedstreams.api;

/**
 * A failure on a stream, with both halves of its payload: what was read and not consumed, and what was not sent. Nothing
 * that either holds is gone with the exception.
 */
public class StreamException extends Exception {

    private static final long serialVersionUID = 1L;

    private final StreamCode code;
    private final transient Unread unread;
    private final transient Unsent unsent;

    /**
     * @param message what happened; the exception's message is {@code CODE: message}
     */
    public StreamException(StreamCode code, String message, Unread unread, Unsent unsent) {
        super(code + ": " + message);
        this.code = code;
        this.unread = unread;
        this.unsent = unsent;
    }

    /** A failure that concerns no bytes. */
    public StreamException(StreamCode code, String message) {
        this(code, message, Unread.NONE, Unsent.NONE);
    }

    public StreamCode code() {
        return code;
    }

    /** What was read and not consumed, or its tail. */
    public Unread unread() {
        return unread;
    }

    /** What was accepted for writing and not confirmed as handed over. */
    public Unsent unsent() {
        return unsent;
    }
}
