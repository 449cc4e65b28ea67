package org.threadedstreams.faults.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
 * Writes to a stream, as much as it is allowed to, a few requests at a time, and keeps what became of each.
 *
 * <p>Safe for many threads; it has one of its own.
 */
public final class Writer implements AutoCloseable {

    private static final Duration REPLY_LIMIT = Duration.ofSeconds(120);
    private static final Duration OPEN_LIMIT = Duration.ofMillis(200);
    private static final int MOST_BYTES = 50_000;
    private static final int WINDOW = 4;

    private final String address;
    private final long seed;
    private final Random lengths;
    private final Thread thread;

    // All guarded by this.
    private final TreeMap<Integer, WriteRecord> done = new TreeMap<>();
    private final Map<Integer, Integer> waiting = new HashMap<>();
    private @Nullable BridgeClient client;
    private @Nullable StateWatch states;
    private int number;
    private long allowed;
    private boolean mayDie;
    private boolean closed;
    private boolean refused;
    private @Nullable RuntimeException fault;

    Writer(String stream, long seed) {
        this.address = Verb.WRITE.of(stream);
        this.seed = seed;
        this.lengths = new Random(seed);
        thread = new Thread(this::run, "writer-" + stream);
        thread.setDaemon(true);
        thread.start();
    }

    /** Goes on over this connection. */
    synchronized void use(BridgeClient next, StateWatch with) {
        client = next;
        states = with;
        mayDie = false;
        notifyAll();
    }

    /** The gateway is about to be killed: replies may be missing. It stops until {@link #use}. */
    synchronized void expectDeath() {
        mayDie = true;
        client = null;
        allowed = 0;
    }

    /** Writes about so many bytes more. */
    public synchronized void allow(long bytes) {
        allowed += bytes;
        notifyAll();
    }

    /** Writes no more. */
    public synchronized void stop() {
        allowed = 0;
    }

    private void run() {
        try {
            while (awaitTurn()) {
                write(Written.HEADER_BYTES + lengths.nextInt(MOST_BYTES));
            }
        } catch (InterruptedException e) {
            fail(new IllegalStateException("interrupted"));
        }
    }

    private boolean awaitTurn() throws InterruptedException {
        StateWatch pause;
        synchronized (this) {
            while (!closed && (allowed <= 0 || client == null || waiting.size() >= WINDOW)) {
                wait();
            }
            pause = refused ? states : null;
            refused = false;
        }
        if (pause != null) {
            pause.awaitOpen(OPEN_LIMIT);
        }
        return !isClosed();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Writes one request; returns its number, or 0 while there is no gateway. Requests go out in the order of their numbers. */
    synchronized int write(int length) {
        BridgeClient now = client;
        if (now == null) {
            return 0;
        }
        int request = ++number;
        byte[] bytes = Written.bytes(seed, request, length);
        allowed -= length;
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

    private synchronized void fail(RuntimeException why) {
        fault = fault == null ? why : fault;
        notifyAll();
    }

    /** Waits until all that is allowed has been written and has its reply. */
    synchronized void awaitIdle(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (fault == null && (allowed > 0 || !waiting.isEmpty())) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new Violation(allowed + " bytes are still to be written, requests " + waiting.keySet() + " wait");
            }
            wait(left / 1_000_000 + 1);
        }
        awaitReplies(limit);
    }

    /** Waits until every request has its reply. */
    synchronized void awaitReplies(Duration limit) throws InterruptedException {
        awaitReplies(number, limit);
    }

    /** Waits until every request up to this one has its reply. */
    synchronized void awaitReplies(int last, Duration limit) throws InterruptedException {
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
    synchronized @Nullable WriteRecord outcome(int request) {
        return done.get(request);
    }

    /** The number of the last request. */
    synchronized int last() {
        return number;
    }

    /** Requests that have their reply, after one and up to another. */
    synchronized List<WriteRecord> outcomes(int after, int upTo) {
        return List.copyOf(done.subMap(after, false, upTo, true).values());
    }

    /** Bytes that were handed over by requests after one. */
    synchronized long handedOver(int after) {
        return done.tailMap(after, false).values().stream()
                .mapToLong(WriteRecord::handedOver)
                .sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
