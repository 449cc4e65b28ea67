package org.threadedstreams.client;

import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;

/**
 * What was waited for did not come in time. Nothing has been consumed, and the session goes on. Its code is
 * {@link StreamCode#READ_FAILED}, because none is for this: tell it from an error by its type.
 */
public final class StreamTimeoutException extends StreamException {

    private static final long serialVersionUID = 1L;

    public StreamTimeoutException(String message, Unread unread) {
        super(StreamCode.READ_FAILED, message, unread, Unsent.NONE);
    }
}
