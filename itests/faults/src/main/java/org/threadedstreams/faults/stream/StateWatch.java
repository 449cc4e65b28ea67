package org.threadedstreams.faults.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.content.Violation;

/**
 * What a stream says of its state.
 *
 * <p>Safe for many threads.
 */
public final class StateWatch {

    private static final Duration LIST_LIMIT = Duration.ofSeconds(60);

    private final String stream;
    private final BridgeClient client;
    private State latest = new State(Map.of());

    /**
     * A state object.
     */
    public record State(Map<?, ?> shape) {

        public String state() {
            return text("state");
        }

        public long session() {
            return number("session");
        }

        public long end() {
            return number("end");
        }

        public String text(String key) {
            return String.valueOf(shape.get(key));
        }

        public long number(String key) {
            return shape.get(key) instanceof Number number ? number.longValue() : 0;
        }
    }

    StateWatch(String stream, BridgeClient client) throws IOException, StreamException, InterruptedException {
        this.stream = stream;
        this.client = client;
        client.subscribe(Verb.STATE.of(stream), this::heard);
    }

    private synchronized void heard(BridgeMessage message) {
        if (message.body() instanceof Map<?, ?> shape) {
            latest = new State(shape);
            notifyAll();
        }
    }

    /** The one that was heard last; its counts are those of then. */
    public synchronized State latest() {
        return latest;
    }

    /** Asks for the state of now. */
    public State now() throws IOException, InterruptedException {
        try {
            Object states = client.request(Addresses.LIST, Map.of(), Map.of(), LIST_LIMIT)
                    .get(LIST_LIMIT.toSeconds() * 2, TimeUnit.SECONDS)
                    .body();
            for (Object shape : states instanceof List<?> list ? list : List.of()) {
                if (shape instanceof Map<?, ?> map && stream.equals(map.get("stream"))) {
                    return new State(map);
                }
            }
            return new State(Map.of());
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no list of streams: " + e, e);
        }
    }

    /** Waits for a state. One that is as wanted already is enough. */
    public State await(String what, Predicate<State> wanted, Duration limit) throws IOException, InterruptedException {
        State first = now();
        if (wanted.test(first)) {
            return first;
        }
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            while (!wanted.test(latest)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new Violation("the stream does not become " + what + "; it is " + latest.shape());
                }
                wait(left / 1_000_000 + 1);
            }
            return latest;
        }
    }

    /** Waits a moment for the stream to be open. */
    void awaitOpen(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            for (long left = limit.toNanos();
                    left > 0 && !latest.state().equals("open");
                    left = deadline - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        }
    }
}
