package org.threadedstreams.client.search;

/** Thrown out of a matcher that looks at what is not known. Immutable, without a stack trace. */
final class UnknownTextException extends RuntimeException {
    static final UnknownTextException INSTANCE = new UnknownTextException();

    private static final long serialVersionUID = 1L;

    private UnknownTextException() {
        super("unknown text", null, false, false);
    }
}
