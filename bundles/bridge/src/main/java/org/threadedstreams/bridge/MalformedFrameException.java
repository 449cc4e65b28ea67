package org.threadedstreams.bridge;

/** What a client sent cannot be understood; the message says what a frame looks like. */
final class MalformedFrameException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedFrameException(String message) {
        super(message, null, false, false);
    }
}
