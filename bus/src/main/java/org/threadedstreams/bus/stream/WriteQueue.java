package org.threadedstreams.bus.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.Unsent;

/**
 * What has been accepted and not yet been handed over, in order.
 *
 * <p>Used from the stream's mailbox only; {@link #bytes} is safe from any thread.
 */
final class WriteQueue {

    /** The most unsent bytes that one error event carries. */
    private static final int EVENT_BYTES = 1024 * 1024;

    private final Deque<PendingWrite> writes = new ArrayDeque<>(1);
    private volatile long bytes;

    /** How many bytes are accepted and not yet handed over. */
    long bytes() {
        return bytes;
    }

    int size() {
        return writes.size();
    }

    void add(PendingWrite write) {
        writes.addLast(write);
        bytes += write.left();
    }

    @Nullable
    PendingWrite first() {
        return writes.peekFirst();
    }

    /** The transport took so many bytes of the first write. */
    void taken(int count) {
        writes.getFirst().taken(count);
        bytes -= count;
    }

    void removeFirst() {
        bytes -= writes.removeFirst().left();
    }

    /**
     * A write that is past its deadline.
     *
     * @param bytesAhead how many bytes stand before it that are not
     */
    record Expired(PendingWrite write, long bytesAhead) {}

    /** Takes out those writes that are past their deadline and of which the transport has been given nothing, in order. */
    List<Expired> removeExpired(long nowNanos) {
        List<Expired> expired = new ArrayList<>();
        List<PendingWrite> kept = new ArrayList<>();
        long ahead = 0;
        for (PendingWrite write : writes) {
            if (!write.offered() && write.deadlineNanos() - nowNanos <= 0) {
                expired.add(new Expired(write, ahead));
            } else {
                kept.add(write);
                ahead += write.left();
            }
        }
        if (!expired.isEmpty()) {
            writes.clear();
            writes.addAll(kept);
            bytes = kept.stream().mapToLong(PendingWrite::left).sum();
        }
        return expired;
    }

    /** How long until the next deadline, in nanoseconds; empty queue: {@link Long#MAX_VALUE}. */
    long nanosToDeadline(long nowNanos) {
        long least = Long.MAX_VALUE;
        for (PendingWrite write : writes) {
            least = Math.min(least, write.deadlineNanos() - nowNanos);
        }
        return least;
    }

    List<PendingWrite> removeAll() {
        List<PendingWrite> all = List.copyOf(writes);
        writes.clear();
        bytes = 0;
        return all;
    }

    /**
     * All of them as the output half of an error event.
     *
     * @param offset where the first byte stands in the session's output
     */
    static Unsent unsent(List<PendingWrite> writes, long offset, int doubt) {
        long count = writes.stream().mapToLong(PendingWrite::left).sum();
        byte[] bytes = new byte[(int) Math.min(count, EVENT_BYTES)];
        int at = 0;
        for (PendingWrite write : writes) {
            at += write.copyLeft(bytes, at);
        }
        return new Unsent(offset, count, doubt, bytes, count > bytes.length);
    }
}
