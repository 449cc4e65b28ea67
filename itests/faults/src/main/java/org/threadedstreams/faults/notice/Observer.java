package org.threadedstreams.faults.notice;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;

/**
 * A consumer of one stream in another process: what it is told, and when.
 *
 * <p>Safe for many threads.
 */
final class Observer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int FLOOD_PIECES = 2_000;
    private static final byte[] FLOOD = new byte[64 * 1024];

    private record Told(long nanos, boolean error, Map<?, ?> body) {}

    private final BridgeClient client;
    private final String stream;
    private final List<Told> told = new ArrayList<>();

    Observer(Path home, String stream) throws IOException, StreamException, InterruptedException {
        this.client = BridgeClient.connect(home);
        this.stream = stream;
        client.subscribe(Verb.STATE.of(stream), message -> add(message, false));
        client.subscribe(Verb.ERRORS.of(stream), message -> add(message, true));
    }

    private synchronized void add(BridgeMessage message, boolean error) {
        if (message.body() instanceof Map<?, ?> body) {
            told.add(new Told(System.nanoTime(), error, body));
            notifyAll();
        }
    }

    /** Waits for an error event of that code whose message has these words. Returns when it came. */
    long awaitError(String code, String words, long since) throws InterruptedException {
        return await(
                one -> one.error()
                        && code.equals(one.body().get("code"))
                        && String.valueOf(one.body().get("message")).contains(words),
                since,
                "no error event " + code);
    }

    /** Waits until the stream is open. Returns when it was told that. */
    long awaitOpen(long since) throws InterruptedException {
        return await(one -> !one.error() && "open".equals(one.body().get("state")), since, "it does not open");
    }

    private synchronized long await(Predicate<Told> wanted, long since, String failure) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            for (Told one : told) {
                if (one.nanos() - since >= 0 && wanted.test(one)) {
                    return one.nanos();
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException(stream + ": " + failure + " within " + LIMIT + "; it was told " + told);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    /** Writes, and waits for the reply. */
    void write(byte[] bytes) {
        client.request(Verb.WRITE.of(stream), Map.of("bytes", Addresses.base64(bytes)), Map.of(), LIMIT)
                .join();
    }

    /** Writes until a write fails. Returns when that one was asked for. */
    long writeUntilStuck() {
        for (int i = 0; i < FLOOD_PIECES; i++) {
            long asked = System.nanoTime();
            try {
                write(FLOOD);
            } catch (CompletionException stuck) {
                return asked;
            }
        }
        throw new IllegalStateException(stream + ": a peer that does not read took all of " + FLOOD_PIECES + " writes");
    }

    @Override
    public void close() {
        client.close();
    }
}
