package org.threadedstreams.bus.stream;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    /** How many writes may wait, however small: each takes memory beside its bytes. */
    static final int MOST_WRITES = 65_536;

    /** Deadlines are looked at no more often than this, however many there are. */
    private static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final StreamActor stream;
    private final Alarm alarm;
    private final WriteQueue queue = new WriteQueue();
    private long alarmNanos;
    private volatile long writtenBytes;

    Output(StreamActor stream, Alarm alarm) {
        this.stream = stream;
        this.alarm = alarm;
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

    /** Why so many bytes more cannot be taken now; empty if they can. */
    String refusal(int more, StreamSettings settings) {
        if (queue.bytes() + more <= settings.writeQueueBytes() && queue.size() < MOST_WRITES) {
            return "";
        }
        if (more > settings.writeQueueBytes()) {
            return "a write of " + more + " bytes can never be accepted with writeQueueBytes = "
                    + settings.writeQueueBytes() + "; send it in parts, or raise the limit";
        }
        return queue.size() + " writes with " + queue.bytes() + " bytes are waiting, and " + more
                + " bytes more do not fit: at most " + MOST_WRITES + " writes and writeQueueBytes = "
                + settings.writeQueueBytes() + "; wait for earlier replies";
    }

    /**
     * Takes a write into the queue of an open session. Waits for nothing.
     *
     * @param timeoutMillis its own deadline, or 0 for the configured one
     */
    void accept(byte[] bytes, long timeoutMillis, StreamSettings settings, CompletableFuture<WriteReceipt> outcome) {
        long millis = timeoutMillis > 0 ? timeoutMillis : settings.writeTimeoutMillis();
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        queue.add(new PendingWrite(bytes, deadlineNanos, outcome));
        if (!alarm.isSet() || deadlineNanos - alarmNanos < 0) {
            arm(deadlineNanos);
        }
    }

    /** One alarm serves all writes: it is set to the earliest deadline, and mostly finds nothing to do. */
    private void arm(long atNanos) {
        alarmNanos = atNanos;
        alarm.setNanos(Math.max(0, atNanos - System.nanoTime()), this::checkDeadlines);
    }

    private void checkDeadlines() {
        long now = System.nanoTime();
        List<WriteQueue.Expired> expired = queue.removeExpired(now);
        if (!expired.isEmpty()) {
            fail(expired);
        }
        PendingWrite first = queue.first();
        if (first == null) {
            return;
        }
        if (first.deadlineNanos() - now <= 0) {
            stream.endSession(StreamCode.WRITE_TIMEOUT, "a write was not handed over in time: the peer does not read");
        } else {
            arm(now + Math.max(queue.nanosToDeadline(now), LEAST_PAUSE_NANOS));
        }
    }

    private void fail(List<WriteQueue.Expired> expired) {
        String message = "not handed over in time, and nothing of it was offered to the peer";
        long output = stream.outputOffset();
        Unread unread = stream.unread();
        List<PendingWrite> writes =
                expired.stream().map(WriteQueue.Expired::write).toList();
        Unsent unsent = WriteQueue.unsent(writes, output + expired.get(0).bytesAhead(), 0);
        stream.error(StreamCode.WRITE_TIMEOUT, message, unread, unsent);
        for (WriteQueue.Expired late : expired) {
            Unsent own = late.write().unsent(output + late.bytesAhead(), 0);
            late.write().fail(new StreamException(StreamCode.WRITE_TIMEOUT, message, unread, own));
        }
    }

    /** Takes out what a session that is over has left. */
    List<PendingWrite> takeRest() {
        alarm.cancel();
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
