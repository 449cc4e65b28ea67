package org.threadedstreams.testkit.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.client.BridgeClient;

/** Asks a running gateway for the states of its streams. Safe from any thread. */
final class StreamStates {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration CHANGE_LIMIT = Duration.ofSeconds(20);
    /** The gateway looks for new and edited files every two seconds. */
    private static final Duration HOPELESS_LIMIT = Duration.ofSeconds(5);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Path home;

    StreamStates(Path home) {
        this.home = home;
    }

    /** A stream's state object, empty if there is no such stream. */
    Map<String, Object> of(String stream) throws IOException, InterruptedException {
        try (BridgeClient bridge = BridgeClient.connect(home)) {
            return of(stream, list(bridge));
        }
    }

    /** When the state of a stream has last changed, in microseconds; 0 if there is no such stream. */
    long changed(String stream) throws IOException, InterruptedException {
        return changed(of(stream));
    }

    void awaitChange(String stream, long before) throws IOException, InterruptedException {
        await(stream, state -> changed(state) != before, "has not followed its edited file", CHANGE_LIMIT);
    }

    /**
     * @throws IllegalStateException if the stream is not in that state within the time, or there is no such stream or its
     *     configuration is bad, and no file changes that within 5 s; with its state and the reason
     */
    void awaitState(String stream, String wanted, Duration timeout) throws IOException, InterruptedException {
        await(stream, state -> wanted.equals(state.get("state")), "is not " + wanted, timeout);
    }

    private void await(String stream, Predicate<Map<String, Object>> condition, String otherwise, Duration timeout)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (BridgeClient bridge = BridgeClient.connect(home)) {
            List<Map<String, Object>> all = list(bridge);
            while (!condition.test(of(stream, all))) {
                long waitedNanos = System.nanoTime() - start;
                boolean hopeless = needsAnotherFile(of(stream, all)) && waitedNanos > HOPELESS_LIMIT.toNanos();
                if (hopeless || waitedNanos > timeout.toNanos()) {
                    throw new IllegalStateException("the stream " + stream + " " + otherwise + " after "
                            + TimeUnit.NANOSECONDS.toMillis(waitedNanos) + " ms: " + description(stream, all));
                }
                LockSupport.parkNanos(POLL_NANOS);
                all = list(bridge);
            }
        }
    }

    private static boolean needsAnotherFile(Map<String, Object> state) {
        return state.isEmpty() || "failed".equals(state.get("state"));
    }

    private static String description(String stream, List<Map<String, Object>> all) {
        Map<String, Object> state = of(stream, all);
        if (state.isEmpty()) {
            return "there is no such stream; there are "
                    + all.stream().map(one -> one.get("stream")).toList();
        }
        return "its state is " + state.get("state") + ", the reason: \"" + state.get("reason") + "\"";
    }

    private static long changed(Map<String, Object> state) {
        return state.get("time") instanceof Number micros ? micros.longValue() : 0;
    }

    private static Map<String, Object> of(String stream, List<Map<String, Object>> all) {
        return all.stream()
                .filter(state -> stream.equals(state.get("stream")))
                .findFirst()
                .orElse(Map.of());
    }

    private static List<Map<String, Object>> list(BridgeClient bridge) throws IOException, InterruptedException {
        try {
            Object body = bridge.request(Addresses.LIST, Map.of(), Map.of(), ANSWER_LIMIT)
                    .get(ANSWER_LIMIT.toMillis() * 2, TimeUnit.MILLISECONDS)
                    .body();
            List<Map<String, Object>> states = new ArrayList<>();
            if (body instanceof List<?> list) {
                for (Object state : list) {
                    if (state instanceof Map<?, ?> map) {
                        Map<String, Object> copy = new LinkedHashMap<>();
                        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
                        states.add(copy);
                    }
                }
            }
            return states;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the gateway does not list its streams: " + e.getMessage(), e);
        }
    }
}
