package org.threadedstreams.bridge.conversation;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.impl.MessageConsumerImpl;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address, for all clients that are registered for it: one consumer on the bus, one copy of what it gets. Confined
 * to the clients' event loop.
 */
final class Relay {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final long NONE = -1;
    private static final int MESSAGE_BYTES = 256;
    private static final int JSON_BYTES = 1024;

    private final String address;
    private final Turn turn;
    private final Frames frames;
    private final MessageConsumer<Object> consumer;
    private final List<Conversation> clients = new CopyOnWriteArrayList<>();
    private long lastTurn = NONE;
    private boolean complained;

    Relay(EventBus bus, String address, Turn turn, Frames frames) {
        this.address = address;
        this.turn = turn;
        this.frames = frames;
        consumer = bus.consumer(address);
        if (consumer instanceof MessageConsumerImpl<Object> chatty) {
            // Otherwise each message that is on its way when the last client leaves is a line of warning.
            chatty.discardHandler(late -> {});
        }
        consumer.handler(this::publish);
    }

    /** Completes when every message published from then on arrives. */
    Future<Void> join(Conversation client) {
        clients.add(client);
        return consumer.completion();
    }

    /** Whether that was the last one. */
    boolean leave(Conversation client) {
        clients.remove(client);
        return clients.isEmpty();
    }

    void close() {
        consumer.unregister();
    }

    private void publish(Message<Object> message) {
        if (!Frames.carries(message.body())) {
            complain(message);
            return;
        }
        // Each address has one message a turn in any case, so that a busy one does not silence the others.
        if (turn.allows() || lastTurn != turn.number()) {
            lastTurn = turn.number();
            turn.spend(bytes(message.body()));
            passOn(message);
        } else {
            for (Conversation client : clients) {
                client.miss(message);
                turn.owe(client);
            }
        }
    }

    private void passOn(Message<Object> message) {
        Buffer frame = null;
        for (Conversation client : clients) {
            if (client.takes(address)) {
                frame = frame == null ? frames.published(message) : frame;
                client.write(frame);
            } else {
                client.miss(message);
            }
        }
    }

    /** About as much as it takes of the heap while it waits. */
    private static int bytes(@Nullable Object body) {
        int bytes = body instanceof Buffer buffer
                ? buffer.length()
                : body instanceof String text ? text.length() : JSON_BYTES;
        return bytes + MESSAGE_BYTES;
    }

    private void complain(Message<Object> message) {
        if (!complained) {
            complained = true;
            log.warn(
                    "What is published on {} does not reach clients: its body is a {}, and JSON has none",
                    address,
                    message.body().getClass().getName());
        }
    }
}
