package org.threadedstreams.faults.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.content.JournalCheck;
import org.threadedstreams.faults.content.Violation;

/**
 * Observes a stream as it is published, by offset, and fetches what it missed. It has every byte judged.
 *
 * <p>Safe for many threads; it has one of its own.
 */
public final class Consumer implements AutoCloseable {

    private static final Duration FETCH_LIMIT = Duration.ofSeconds(60);
    private static final int QUEUE = 64;

    private final String stream;
    private final BridgeClient client;
    private final JournalCheck journal;
    private final String id;
    private final BlockingQueue<BridgeMessage> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong published = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param id of the journal, which must stay
     */
    Consumer(String stream, BridgeClient client, JournalCheck journal, String id)
            throws IOException, StreamException, InterruptedException {
        this.stream = stream;
        this.client = client;
        this.journal = journal;
        this.id = id;
        client.subscribe(Verb.READ.of(stream), this::heard);
        thread = new Thread(this::run, "consumer-" + stream);
        thread.setDaemon(true);
        thread.start();
    }

    private void heard(BridgeMessage message) {
        published.accumulateAndGet(message.number(Addresses.HEADER_OFFSET) + message.bytes().length, Math::max);
        if (!queue.offer(message)) {
            // It will be fetched.
            return;
        }
    }

    private void run() {
        try {
            while (!closed) {
                BridgeMessage message = queue.poll(100, TimeUnit.MILLISECONDS);
                if (message != null) {
                    take(message);
                } else if (published.get() > journal.next()) {
                    fetchTo(published.get());
                }
            }
        } catch (IOException e) {
            if (!closed) {
                journal.fail(new IllegalStateException("the consumer's connection broke", e));
            }
        } catch (RuntimeException e) {
            journal.fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(BridgeMessage message) throws IOException, InterruptedException {
        checkId(message);
        long offset = message.number(Addresses.HEADER_OFFSET);
        if (offset > journal.next()) {
            fetchTo(offset);
        }
        journal.accept(offset, message.bytes());
    }

    /** Fetches from where the journal was told to, up to an offset at least. */
    void fetchTo(long offset) throws IOException, InterruptedException {
        while (journal.next() < offset && !closed) {
            long from = journal.next();
            BridgeMessage reply = fetch(client, stream, from);
            checkId(reply);
            String gap = reply.headers().get(Addresses.HEADER_GAP);
            if (gap != null) {
                gap(gap, reply, from);
            }
            journal.accept(reply.number(Addresses.HEADER_OFFSET), reply.bytes());
            if (gap == null && journal.next() == from) {
                throw new Violation("a fetch at offset " + from + " brings nothing, " + offset + " was published");
            }
        }
    }

    private void gap(String gap, BridgeMessage reply, long from) {
        Gaps.check(gap);
        if (reply.number(Addresses.HEADER_OFFSET) > from) {
            journal.hole(reply.number(Addresses.HEADER_OFFSET));
        }
    }

    private void checkId(BridgeMessage message) {
        String found = message.headers().getOrDefault(Addresses.HEADER_JOURNAL, "");
        if (!Gaps.sameScale(id, found)) {
            throw new Violation("the journal was " + id + " and is " + found);
        }
    }

    /** One fetch. */
    static BridgeMessage fetch(BridgeClient client, String stream, long from) throws IOException, InterruptedException {
        try {
            return client.request(Verb.FETCH.of(stream), Map.of("from", from), Map.of(), FETCH_LIMIT)
                    .get(2 * FETCH_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw new IOException(broken.getMessage(), broken);
            }
            throw new Violation("a fetch at offset " + from + " fails: " + e.getCause());
        } catch (TimeoutException e) {
            throw new Violation("a fetch at offset " + from + " is not answered");
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(FETCH_LIMIT.toMillis());
    }
}
