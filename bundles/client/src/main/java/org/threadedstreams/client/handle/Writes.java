package org.threadedstreams.client.handle;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.StreamInterruptedException;

/** What one handle writes. Safe from any thread. */
final class Writes {

    /** The gateway answers by the write's deadline; this much later it is given up. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    /** Without a deadline of the handle's, that of the stream's configuration holds, which is not known here. */
    private static final Duration LAST_RESORT = Duration.ofMinutes(10);

    private final Port port;
    private final Cursor cursor;
    private final AtomicLong waiting = new AtomicLong();

    Writes(Port port, Cursor cursor) {
        this.port = port;
        this.cursor = cursor;
    }

    long waiting() {
        return waiting.get();
    }

    /**
     * Writes, and waits for the answer.
     *
     * @param body the text, or the bytes
     * @param bytes the same as bytes, for whoever gets them back
     * @param timeout null: the stream's own
     */
    Receipt write(Object body, byte[] bytes, @Nullable Duration timeout) throws StreamException {
        cursor.checkThread();
        cursor.checkOpen();
        Duration limit = timeout == null ? LAST_RESORT : timeout.plus(MARGIN);
        Map<String, String> headers = timeout == null
                ? Map.of()
                : Map.of(Addresses.HEADER_TIMEOUT_MILLIS, Long.toString(Math.max(1, timeout.toMillis())));
        waiting.addAndGet(bytes.length);
        try {
            CompletableFuture<PortMessage> answer = port.request(Verb.WRITE.of(cursor.stream), body, headers, limit);
            return receipt(cursor.pending.await(answer, limit.plusSeconds(1)).shape());
        } catch (ExecutionException e) {
            throw failure(e.getCause(), bytes);
        } catch (TimeoutException e) {
            throw failure(e, bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Unread unread = cursor.unreadNow();
            throw new StreamInterruptedException(
                    StreamCode.WRITE_FAILED,
                    message("interrupted while a write was handed over, which it may still be", unread),
                    unread,
                    inDoubt(bytes));
        } finally {
            waiting.addAndGet(-bytes.length);
        }
    }

    private Receipt receipt(Shape reply) {
        return new Receipt(
                reply.number("session"),
                reply.number("offset"),
                reply.number("bytes"),
                reply.number("input"),
                cursor.journalNow());
    }

    private StreamException failure(@Nullable Throwable cause, byte[] bytes) {
        Unread unread = cursor.unreadNow();
        if (cause instanceof StreamException told) {
            // Nothing that failed is without its bytes; who refused before the stream saw them has not said so.
            boolean silent = told.unsent().count() == 0;
            Unsent unsent = silent ? new Unsent(0, bytes.length, 0, bytes, false) : told.unsent();
            return new StreamException(told.code(), message(words(told), unread), unread, unsent);
        }
        boolean gone = cause instanceof IOException;
        String what = (gone ? "the gateway is gone: " : "the gateway did not answer: ")
                + (cause == null ? "" : cause.getMessage());
        return new StreamException(
                gone ? StreamCode.NOT_OPEN : StreamCode.WRITE_TIMEOUT,
                message(what + "; the write may have been handed over", unread),
                unread,
                inDoubt(bytes));
    }

    private String message(String what, Unread unread) {
        return Payload.message(what, unread, cursor.charset);
    }

    private static String words(StreamException told) {
        String message = String.valueOf(told.getMessage());
        String code = told.code() + ": ";
        return message.startsWith(code) ? message.substring(code.length()) : message;
    }

    private static Unsent inDoubt(byte[] bytes) {
        return new Unsent(0, bytes.length, bytes.length, bytes, false);
    }
}
