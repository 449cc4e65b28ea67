package org.threadedstreams.client.handle;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.client.Mark;
import org.threadedstreams.client.Place;
import org.threadedstreams.client.StreamGapException;
import org.threadedstreams.client.StreamInterruptedException;

/** The words and codes in which a cursor's failures are told. Immutable. */
final class Failures {

    private final String stream;
    private final Charset charset;

    Failures(String stream, Charset charset) {
        this.stream = stream;
        this.charset = charset;
    }

    StreamException failure(StreamCode code, String what, Unread unread, Unsent unsent) {
        return new StreamException(code, Payload.message(what, unread, charset), unread, unsent);
    }

    StreamException over(String why, Unread unread) {
        return failure(StreamCode.NOT_OPEN, why, unread, Unsent.NONE);
    }

    StreamException newJournal(String id, long start) {
        return failure(
                StreamCode.JOURNAL_FAILED,
                stream + " has a new journal, " + id
                        + ": offsets count anew, and this handle reads on at its earliest byte",
                new Unread(start, start, new byte[0], false),
                Unsent.NONE);
    }

    StreamException otherJournal(Mark mark, String id, Unread unread) {
        return failure(
                StreamCode.JOURNAL_FAILED,
                "the mark was made in journal " + mark.journal() + " and this one is " + id
                        + ": their offsets do not compare",
                unread,
                Unsent.NONE);
    }

    StreamGapException gap(Break at, Place before, Unread unread) {
        return new StreamGapException(
                Payload.message("gap in " + stream + ": " + at.text(), unread, charset), at.gap(), before, unread);
    }

    /** Why fetching failed, or null if that may be tried again. */
    @Nullable
    StreamException fetch(@Nullable Throwable cause, long offset, Unread unread) {
        if (cause == null || cause instanceof TimeoutException) {
            return null;
        }
        String what = "what follows offset " + offset + " of " + stream + " cannot be fetched: " + text(cause);
        if (cause instanceof StreamException told && told.code() != StreamCode.NO_SUCH_STREAM) {
            return failure(told.code(), what, unread, Unsent.NONE);
        }
        String remedy = cause instanceof IOException ? "" : "; attach again when it is there";
        return failure(StreamCode.NOT_OPEN, what + remedy, unread, Unsent.NONE);
    }

    private static String text(Throwable cause) {
        return cause instanceof StreamException || cause instanceof IOException
                ? String.valueOf(cause.getMessage())
                : cause.toString();
    }

    StreamInterruptedException interrupted(String what, Unread unread) {
        return new StreamInterruptedException(
                StreamCode.READ_FAILED, Payload.message(what, unread, charset), unread, Unsent.NONE);
    }

    /** Why the gateway gave no answer. */
    static StreamException unanswered(Exception e) {
        Throwable cause = e instanceof ExecutionException ? unwrapped(e.getCause()) : e;
        if (cause instanceof StreamException told) {
            return told;
        }
        return new StreamException(
                StreamCode.NOT_OPEN,
                cause instanceof TimeoutException
                        ? "the gateway does not answer"
                        : "the gateway is gone: " + cause + "; connect again");
    }

    static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
