package org.threadedstreams.client.search;

/** The deadline passed inside a match. The search is spent; its bytes are still the caller's. */
public final class SearchTimeoutException extends Exception {

    private static final long serialVersionUID = 1L;

    SearchTimeoutException(String message) {
        super(message);
    }
}
