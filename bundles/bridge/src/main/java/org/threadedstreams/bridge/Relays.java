package org.threadedstreams.bridge;

import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.HashMap;
import java.util.Map;

/** The relays in use, by address. Confined to the bridge's event loop. */
final class Relays {

    private final EventBus bus;
    private final Turn turn;
    private final Map<String, Relay> relays = new HashMap<>();

    Relays(EventBus bus, Turn turn) {
        this.bus = bus;
        this.turn = turn;
    }

    /** Completes when every message published from then on reaches that client, or counts as missed. */
    Future<Void> join(String address, Connection client) {
        return relays.computeIfAbsent(address, unknown -> new Relay(bus, unknown, turn))
                .join(client);
    }

    void leave(String address, Connection client) {
        Relay relay = relays.get(address);
        if (relay != null && relay.leave(client)) {
            relays.remove(address);
            relay.close();
        }
    }
}
