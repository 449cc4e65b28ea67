package org.threadedstreams.bridge.conversation;

/** What a client sent cannot be understood; the message says what a frame looks like. */
public final class MalformedFrameException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedFrameException(String message) {
        super(message, null, false, false);
    }
}
