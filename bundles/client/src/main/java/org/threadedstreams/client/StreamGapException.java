package org.threadedstreams.client;

import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Gap;

/**
 * Bytes are missing right here, so that nothing can be matched over it. Thrown once for each gap, by the first call that
 * comes to it; unlike any other failure it moves the cursor: the handle reads on behind the gap, and what was unread
 * before it is the payload. {@link ThreadedStream#from(Mark)} with {@link #before} goes back for what is truncated there.
 *
 * <p>Its code is {@link StreamCode#READ_FAILED} for what was never received, {@link StreamCode#JOURNAL_FAILED} for what
 * the journal no longer has.
 */
public final class StreamGapException extends StreamException {

    private static final long serialVersionUID = 1L;

    private final transient Gap gap;
    private final transient Mark before;

    public StreamGapException(String message, Gap gap, Mark before, Unread unread) {
        super(
                gap.kind() == Gap.Kind.HOLE ? StreamCode.JOURNAL_FAILED : StreamCode.READ_FAILED,
                message,
                unread,
                Unsent.NONE);
        this.gap = gap;
        this.before = before;
    }

    /** What is missing. */
    public Gap gap() {
        return gap;
    }

    /** Where the handle stood before. */
    public Mark before() {
        return before;
    }
}
