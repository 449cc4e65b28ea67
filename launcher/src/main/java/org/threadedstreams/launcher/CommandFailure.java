package org.threadedstreams.launcher;

/** Something that ends a command with exit code 2. The message is for its user: what happened, and what to do. */
public class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
