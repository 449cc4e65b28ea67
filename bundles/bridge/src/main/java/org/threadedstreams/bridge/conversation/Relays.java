package org.threadedstreams.bridge.conversation;

import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.HashMap;
import java.util.Map;

/** The relays in use, by address. Confined to the clients' event loop. */
final class Relays {

    private final EventBus bus;
    private final Turn turn;
    private final Frames frames;
    private final Map<String, Relay> relays = new HashMap<>();

    Relays(EventBus bus, Turn turn, Frames frames) {
        this.bus = bus;
        this.turn = turn;
        this.frames = frames;
    }

    /** Completes when every message published from then on reaches that client, or counts as missed. */
    Future<Void> join(String address, Conversation client) {
        return relays.computeIfAbsent(address, unknown -> new Relay(bus, unknown, turn, frames))
                .join(client);
    }

    void leave(String address, Conversation client) {
        Relay relay = relays.get(address);
        if (relay != null && relay.leave(client)) {
            relays.remove(address);
            relay.close();
        }
    }
}
