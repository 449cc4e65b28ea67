package org.threadedstreams.bus.model;

import io.vertx.core.eventbus.ReplyException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.WriteReceipt;

/** A write request, what its transport took of it, and the reply. */
final class ModelWrite {

    final byte[] bytes;
    final CompletableFuture<WriteReceipt> reply;
    /** The session that was open when it was asked for, or null. */
    final ModelSession session;

    final boolean brief;
    int taken;
    boolean offered;
    /** Where its first byte stood in the session's output, and the input's end, when it was offered. */
    long offset;

    long input;

    /** @param brief whether its deadline passes at once */
    ModelWrite(byte[] bytes, ModelSession session, boolean brief, CompletableFuture<WriteReceipt> reply) {
        this.bytes = bytes;
        this.session = session;
        this.brief = brief;
        this.reply = reply;
    }

    int left() {
        return bytes.length - taken;
    }

    byte[] rest() {
        return Arrays.copyOfRange(bytes, taken, bytes.length);
    }

    boolean succeeded() {
        return reply.isDone() && !reply.isCompletedExceptionally();
    }

    /** Whether it failed by itself, because its deadline passed. */
    boolean expired() {
        return brief && !offered && !succeeded() && failure().code() == StreamCode.WRITE_TIMEOUT;
    }

    StreamException failure() {
        try {
            throw new AssertionError("succeeded with " + reply.join());
        } catch (CompletionException e) {
            Throwable cause = e.getCause() instanceof ReplyException failed ? failed.getCause() : e.getCause();
            return (StreamException) cause;
        }
    }
}
