package org.threadedstreams.faults.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.content.Written;

/**
 * The write requests of one stream, in the order of their numbers, and what became of each. Whoever waits on it is woken by
 * every reply.
 *
 * <p>Safe for many threads.
 */
public final class Requests {

    private static final Duration REPLY_LIMIT = Duration.ofSeconds(120);

    private final String address;
    private final long seed;

    // All guarded by this.
    private final TreeMap<Integer, WriteRecord> done = new TreeMap<>();
    private final Map<Integer, Integer> waiting = new HashMap<>();
    private @Nullable BridgeClient client;
    private int number;
    private boolean mayDie;
    private boolean refused;
    private @Nullable RuntimeException fault;

    public Requests(String stream, long seed) {
        this.address = Verb.WRITE.of(stream);
        this.seed = seed;
    }

    /** Goes on over this connection. */
    public synchronized void use(BridgeClient next) {
        client = next;
        mayDie = false;
        notifyAll();
    }

    /** The gateway is about to be killed: replies may be missing. There is nobody to write to until {@link #use}. */
    synchronized void expectDeath() {
        mayDie = true;
        client = null;
    }

    synchronized boolean usable() {
        return client != null;
    }

    /** How many have no reply yet. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Whether one failed since this was asked the last time. */
    synchronized boolean wasRefused() {
        boolean was = refused;
        refused = false;
        return was;
    }

    synchronized boolean faulty() {
        return fault != null;
    }

    /** Writes one; returns its number, or 0 while there is no gateway. */
    public synchronized int write(int length) {
        BridgeClient now = client;
        if (now == null) {
            return 0;
        }
        int request = ++number;
        byte[] bytes = Written.bytes(seed, request, length);
        waiting.put(request, length);
        now.request(address, Map.of("bytes", Addresses.base64(bytes)), Map.of(), REPLY_LIMIT)
                .whenComplete((reply, failure) -> answered(request, bytes, reply, failure));
        return request;
    }

    private void answered(int request, byte[] bytes, @Nullable BridgeMessage reply, @Nullable Throwable failure) {
        try {
            WriteRecord record = record(request, bytes, reply, failure);
            synchronized (this) {
                done.put(request, record);
                waiting.remove(request);
                refused |= !record.succeeded();
                notifyAll();
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private WriteRecord record(int request, byte[] bytes, @Nullable BridgeMessage reply, @Nullable Throwable failure) {
        if (reply != null) {
            return WriteRecord.receipt(request, bytes.length, reply);
        }
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof StreamException told) {
            return WriteRecord.failure(request, bytes, told);
        }
        if (cause instanceof IOException && dying()) {
            return WriteRecord.unanswered(request, bytes.length);
        }
        throw new Violation("request " + request + " of " + bytes.length + " bytes has no reply: " + cause);
    }

    private synchronized boolean dying() {
        return mayDie;
    }

    synchronized void fail(RuntimeException why) {
        fault = fault == null ? why : fault;
        notifyAll();
    }

    /** Waits until every request has its reply. */
    public synchronized void awaitReplies(Duration limit) throws InterruptedException {
        awaitReplies(number, limit);
    }

    /** Waits until every request up to this one has its reply. */
    public synchronized void awaitReplies(int last, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (fault == null && waiting.keySet().stream().anyMatch(request -> request <= last)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new Violation("requests " + waiting.keySet() + " have no reply");
            }
            wait(left / 1_000_000 + 1);
        }
        if (fault != null) {
            throw new IllegalStateException("the writer found a fault: " + fault.getMessage(), fault);
        }
    }

    /** What became of a request that has its reply. */
    public synchronized @Nullable WriteRecord outcome(int request) {
        return done.get(request);
    }

    /** The number of the last request. */
    public synchronized int last() {
        return number;
    }

    /** Requests that have their reply, after one and up to another. */
    synchronized List<WriteRecord> outcomes(int after, int upTo) {
        return List.copyOf(done.subMap(after, false, upTo, true).values());
    }

    /** Bytes that were handed over by requests after one. */
    public synchronized long handedOver(int after) {
        return done.tailMap(after, false).values().stream()
                .mapToLong(WriteRecord::handedOver)
                .sum();
    }

    @Override
    public synchronized String toString() {
        return "requests " + waiting.keySet() + " wait";
    }
}
