package org.threadedstreams.api.bus;

import java.util.Locale;

/** Where a stream is in its life. */
public enum StreamState {
    /** No such transport is deployed. */
    WAITING,
    CONNECTING,
    OPEN,
    /** Between two attempts. */
    BACKOFF,
    /** Asked for, {@code reconnect = false} after an end, or removed: the reason says which. */
    CLOSED,
    /** The configuration cannot be used. */
    FAILED;

    /** The word in a state object. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
