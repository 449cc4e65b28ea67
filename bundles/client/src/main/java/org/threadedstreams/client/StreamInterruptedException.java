package org.threadedstreams.client;

import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;

/**
 * The waiting thread was interrupted; its interrupt flag is set again. Nothing has been consumed. Its code is
 * {@link StreamCode#READ_FAILED}, or {@link StreamCode#WRITE_FAILED} where a write was waited for: that one is with the
 * gateway and may still be handed over, so all of its bytes are in doubt.
 */
public final class StreamInterruptedException extends StreamException {

    private static final long serialVersionUID = 1L;

    public StreamInterruptedException(StreamCode code, String message, Unread unread, Unsent unsent) {
        super(code, message, unread, unsent);
    }
}
