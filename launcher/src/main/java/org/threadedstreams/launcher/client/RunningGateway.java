package org.threadedstreams.launcher.client;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.gateway.Home;

/**
 * A connection to the gateway that runs on a home, for commands: whatever goes wrong is a {@link CommandFailure}, a
 * connection that cannot be had or is over a {@link GatewayAwayException}.
 *
 * <p>Safe for many threads.
 */
public final class RunningGateway implements AutoCloseable {

    /** How long an answer may take. */
    private static final Duration ANSWER = Duration.ofMillis(Long.getLong("tstreams.answerMillis", 15_000));

    /** A stream's own {@code writeTimeoutMillis} is to end a write, not we. */
    private static final Duration WRITE_ANSWER = Duration.ofHours(1);

    private final BridgeClient bridge;

    private RunningGateway(BridgeClient bridge) {
        this.bridge = bridge;
    }

    /** Connects. */
    public static RunningGateway of(Home home) {
        try {
            return new RunningGateway(BridgeClient.connect(home.folder()));
        } catch (IOException e) {
            throw new GatewayAwayException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The state objects of all streams. */
    public List<Map<String, Object>> list() throws InterruptedException {
        try {
            return objects(ask(Addresses.LIST, Map.of(), Map.of(), ANSWER));
        } catch (StreamException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** What the transports could open now. */
    public List<Map<String, Object>> endpoints() throws InterruptedException {
        try {
            return objects(ask(Addresses.ENDPOINTS, Map.of(), Map.of(), ANSWER));
        } catch (StreamException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** The latest error events of a stream, the oldest first. */
    public List<Map<String, Object>> recent(String stream) throws InterruptedException {
        try {
            return objects(ask(Addresses.Verb.RECENT.of(stream), Map.of(), Map.of(), ANSWER));
        } catch (StreamException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Asks for the bytes at and after an offset, or another start that {@code fetch} knows. */
    public BridgeMessage fetch(String stream, Object from) throws InterruptedException {
        try {
            return ask(
                    Addresses.Verb.FETCH.of(stream),
                    Map.of("from", from, "max", Addresses.MAX_CHUNK_BYTES),
                    Map.of(),
                    ANSWER);
        } catch (StreamException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Writes, and waits until all is handed over or has failed.
     *
     * @return the receipt
     * @throws StreamException with the bytes that were not sent
     */
    public Map<String, Object> write(String stream, byte[] bytes, Duration limit)
            throws StreamException, InterruptedException {
        return object(ask(
                        Addresses.Verb.WRITE.of(stream),
                        Map.of("bytes", Addresses.base64(bytes)),
                        Map.of(Addresses.HEADER_TIMEOUT_MILLIS, String.valueOf(limit.toMillis())),
                        limit.plus(ANSWER))
                .body());
    }

    /**
     * Writes without waiting.
     *
     * @return completes with the receipt, or fails as the bridge's client says
     */
    public CompletableFuture<BridgeMessage> offer(String stream, byte[] bytes) {
        return bridge.request(
                Addresses.Verb.WRITE.of(stream), Map.of("bytes", Addresses.base64(bytes)), Map.of(), WRITE_ANSWER);
    }

    /** Asks a stream for an operation of its transport's, without waiting. */
    public CompletableFuture<BridgeMessage> offerControl(String stream, String op, Map<String, Object> args) {
        Map<String, Object> request = new LinkedHashMap<>(args);
        request.put("op", op);
        return bridge.request(Addresses.Verb.CONTROL.of(stream), request, Map.of(), ANSWER);
    }

    /**
     * Subscribes, and returns when the subscription holds.
     *
     * @param handler called on the connection's own thread; must not block
     */
    public void subscribe(String address, Consumer<BridgeMessage> handler) throws InterruptedException {
        try {
            bridge.subscribe(address, handler);
        } catch (StreamException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw away(e);
        }
    }

    /**
     * Whether the connection still holds.
     *
     * @throws GatewayAwayException if it does not
     */
    public void check() {
        try {
            bridge.ended().getNow(null);
        } catch (CompletionException e) {
            throw away(e);
        }
    }

    private BridgeMessage ask(String address, Object body, Map<String, String> headers, Duration limit)
            throws StreamException, InterruptedException {
        try {
            return bridge.request(address, body, headers, limit).get(limit.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StreamException failure) {
                throw failure;
            }
            throw away(e);
        } catch (TimeoutException e) {
            throw new GatewayAwayException(
                    "the gateway does not answer " + address + " within " + limit.toMillis() + " ms", e);
        }
    }

    private static GatewayAwayException away(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new GatewayAwayException(String.valueOf(cause.getMessage()), cause);
    }

    private static List<Map<String, Object>> objects(BridgeMessage reply) {
        if (reply.body() instanceof List<?> list) {
            return list.stream().map(RunningGateway::object).toList();
        }
        throw new CommandFailure("the gateway answered with something that is no list: " + reply.body());
    }

    /** A body that is a JSON object. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(@Nullable Object json) {
        if (json instanceof Map<?, ?> object) {
            return (Map<String, Object>) object;
        }
        throw new CommandFailure("the gateway answered with something that is no object: " + json);
    }

    @Override
    public void close() {
        bridge.close();
    }
}
