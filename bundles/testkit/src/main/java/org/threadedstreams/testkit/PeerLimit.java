package org.threadedstreams.testkit;

/** What a {@link Peer}, or its kind of connection, cannot do. */
public enum PeerLimit {
    /** It holds one connection at a time. */
    ONE_CONNECTION,
    /** It cannot end a connection so that everything it sent before arrives: a pty drops what is unread at a hang-up. */
    NO_ORDERLY_END,
    /** It cannot break a connection. */
    NO_ABRUPT_END,
    /** It does not see that the transport closed the connection. */
    SEES_NO_CLOSE,
    /** What it sends before the transport reads may be lost. */
    FORGETS_EARLY_BYTES,
    /** It goes on taking bytes that nobody receives. */
    TAKES_WITHOUT_END
}
