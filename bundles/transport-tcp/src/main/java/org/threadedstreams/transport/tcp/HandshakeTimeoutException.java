package org.threadedstreams.transport.tcp;

/** TLS's handshake did not end in time. */
final class HandshakeTimeoutException extends Exception {

    private static final long serialVersionUID = 1L;

    HandshakeTimeoutException(long millis) {
        super("TLS handshake timed out after " + millis + " ms");
    }
}
