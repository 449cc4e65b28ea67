package org.threadedstreams.faults.mixed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.Resources;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.StateWatch.State;
import org.threadedstreams.rig.GatewayProcess;

/**
 * All streams, and the one gateway that has them.
 *
 * <p>Safe for many threads.
 */
final class Crowd {

    private static final int STREAMS_PER_CLIENT = 64;

    private final GatewayProcess gateway;
    private final Map<String, MixedStream> streams;
    private final BridgeClient control;

    private Crowd(GatewayProcess gateway, List<MixedStream> streams, BridgeClient control) {
        this.gateway = gateway;
        this.streams = streams.stream().collect(Collectors.toMap(MixedStream::name, stream -> stream));
        this.control = control;
    }

    /** Connects to a gateway that has just been started. */
    static Crowd attach(GatewayProcess gateway, List<MixedStream> streams, Resources resources) throws Exception {
        Crowd crowd = new Crowd(gateway, streams, resources.add(gateway.connect()));
        crowd.control.subscribe(Addresses.ALL_STATES, crowd::heard);
        crowd.refresh();
        BridgeClient client = crowd.control;
        for (int count = 0; count < streams.size(); count++) {
            if (count % STREAMS_PER_CLIENT == 0) {
                client = resources.add(gateway.connect());
            }
            streams.get(count).attach(client);
        }
        return crowd;
    }

    private void heard(BridgeMessage message) {
        if (message.body() instanceof Map<?, ?> shape) {
            MixedStream stream = streams.get(String.valueOf(shape.get("stream")));
            if (stream != null) {
                stream.heard(new State(shape));
            }
        }
    }

    List<MixedStream> streams() {
        return List.copyOf(streams.values());
    }

    GatewayProcess gateway() {
        return gateway;
    }

    Path home() {
        return gateway.home();
    }

    /** Of the bundle that has a transport. */
    Path jar(String transport) {
        return gateway.distribution().resolve("transports/transport-" + transport + ".jar");
    }

    /** What every stream says of itself now. */
    Map<String, State> list() throws Exception {
        Object states = control.request(Addresses.LIST, Map.of(), Map.of(), MixedStream.LIMIT)
                .get(MixedStream.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .body();
        Map<String, State> found = new HashMap<>();
        for (Object shape : states instanceof List<?> list ? list : List.of()) {
            if (shape instanceof Map<?, ?> map) {
                found.put(String.valueOf(map.get("stream")), new State(map));
            }
        }
        return found;
    }

    /** A gateway that is fallen behind tells no states; so they are asked for. */
    void refresh() throws Exception {
        list().forEach((name, state) -> {
            MixedStream stream = streams.get(name);
            if (stream != null && state.session() >= stream.latest().session()) {
                stream.heard(state);
            }
        });
    }

    /** Waits until every stream is open. What was published and not heard is asked for. */
    void awaitAllOpen() throws Exception {
        @Nullable MixedStream[] last = new MixedStream[1];
        Await.found(() -> "all are open; not so is " + last[0], MixedStream.LIMIT, Duration.ofMillis(100), () -> {
            Map<String, State> states = list();
            for (MixedStream stream : streams.values()) {
                State state = states.get(stream.name());
                if (state == null || !state.state().equals("open")) {
                    last[0] = stream;
                    return Optional.empty();
                }
                stream.heard(state);
            }
            return Optional.of(true);
        });
    }

    /** Asks a stream for an operation, such as {@code reconnect}. */
    void control(MixedStream stream, String op) throws Exception {
        control.request(Verb.CONTROL.of(stream.name()), Map.of("op", op), Map.of(), MixedStream.LIMIT)
                .get(MixedStream.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
