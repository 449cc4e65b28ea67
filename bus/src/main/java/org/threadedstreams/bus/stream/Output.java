package org.threadedstreams.bus.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.WriteReceipt;
import org.threadedstreams.bus.config.StreamSettings;

/**
 * What becomes of write requests: accepted or refused, handed over in order, and given back when their session ends or
 * their deadline passes. Each is answered exactly once.
 *
 * <p>Used from the stream's mailbox only; {@link #queuedBytes} and {@link #writtenBytes} are safe from any thread.
 */
final class Output {

    private final StreamActor stream;
    private final WriteQueue queue = new WriteQueue();
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;
    private volatile long writtenBytes;

    Output(StreamActor stream) {
        this.stream = stream;
    }

    WriteQueue queue() {
        return queue;
    }

    long queuedBytes() {
        return queue.bytes();
    }

    long writtenBytes() {
        return writtenBytes;
    }

    void handedOver(int count) {
        writtenBytes += count;
    }

    /**
     * Takes a write into the queue of an open session.
     *
     * @param timeoutMillis its own deadline, or 0 for the configured one
     * @throws StreamException {@code BACK_PRESSURED} with all of its bytes
     */
    void accept(byte[] bytes, long timeoutMillis, StreamSettings settings, CompletableFuture<WriteReceipt> outcome)
            throws StreamException {
        if (queue.bytes() + bytes.length > settings.writeQueueBytes()) {
            throw stream.refusedWrite(
                    StreamCode.BACK_PRESSURED,
                    queue.bytes() + " of writeQueueBytes = " + settings.writeQueueBytes() + " are waiting, and "
                            + bytes.length + " more do not fit; wait for earlier replies",
                    bytes);
        }
        long millis = timeoutMillis > 0 ? timeoutMillis : settings.writeTimeoutMillis();
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        queue.add(new PendingWrite(bytes, deadlineNanos, outcome));
        arm(deadlineNanos);
    }

    /** One timer serves all writes: it is set to the earliest deadline, and mostly finds nothing to do. */
    private void arm(long atNanos) {
        if (timer == null || atNanos - timerNanos < 0) {
            if (timer != null) {
                timer.cancel(false);
            }
            timerNanos = atNanos;
            timer = stream.after(Duration.ofNanos(Math.max(0, atNanos - System.nanoTime())), this::checkDeadlines);
        }
    }

    private void checkDeadlines() {
        timer = null;
        long now = System.nanoTime();
        queue.removeExpired(now).forEach(this::expire);
        PendingWrite first = queue.first();
        if (first == null) {
            return;
        }
        if (first.deadlineNanos() - now <= 0) {
            stream.endSession(StreamCode.WRITE_TIMEOUT, "a write was not handed over in time: the peer does not read");
        } else {
            arm(now + queue.nanosToDeadline(now));
        }
    }

    private void expire(PendingWrite write) {
        String message = "not handed over in time, and nothing of it was offered to the peer";
        Unsent unsent = write.unsent(stream.outputOffset(), 0);
        Unread unread = stream.unread();
        stream.error(StreamCode.WRITE_TIMEOUT, message, unread, unsent);
        write.fail(new StreamException(StreamCode.WRITE_TIMEOUT, message, unread, unsent));
    }

    /** Takes out what a session that is over has left. */
    List<PendingWrite> takeRest() {
        return queue.removeAll();
    }

    /**
     * Answers writes that will not be handed over, each with its own bytes.
     *
     * @param from where the first of them stands in the session's output
     * @param doubt how many of its bytes may have left
     */
    static void failAll(
            List<PendingWrite> writes, StreamCode code, String message, Unread unread, long from, int doubt) {
        long offset = from;
        int inDoubt = doubt;
        for (PendingWrite write : writes) {
            write.fail(new StreamException(code, message, unread, write.unsent(offset, inDoubt)));
            offset += write.left();
            inDoubt = 0;
        }
    }
}
