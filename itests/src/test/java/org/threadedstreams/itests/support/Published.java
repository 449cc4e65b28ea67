package org.threadedstreams.itests.support;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.threadedstreams.api.StreamCode;

/**
 * A consumer that keeps the messages of one address.
 *
 * <p>Filled on an event loop, asked from any thread.
 */
public final class Published implements AutoCloseable {

    private final MessageConsumer<Object> consumer;
    private final List<Message<Object>> messages = new ArrayList<>();

    Published(EventBus bus, String address) throws Exception {
        consumer = bus.consumer(address, this::add);
        Gateway.await(consumer.completion());
    }

    private synchronized void add(Message<Object> message) {
        messages.add(message);
    }

    public synchronized List<Message<Object>> messages() {
        return List.copyOf(messages);
    }

    public List<String> texts() {
        return messages().stream()
                .map(message -> String.valueOf(message.body()))
                .toList();
    }

    public void awaitCount(int count) {
        Awaitility.await().atMost(Deadlines.SHORT).until(() -> messages().size() >= count);
    }

    /** Waits for so many messages, and returns the bodies of all that came. */
    public List<JsonObject> await(int count) {
        awaitCount(count);
        return json();
    }

    /** Waits for an error event of that code. */
    public JsonObject awaitError(StreamCode code) {
        return await(event -> event.getString("code").equals(code.name()));
    }

    /** Waits for a JSON message. */
    public JsonObject await(Predicate<JsonObject> wanted) {
        List<JsonObject> found = Awaitility.await()
                .atMost(Deadlines.SHORT)
                .until(() -> json().stream().filter(wanted).toList(), all -> !all.isEmpty());
        return found.get(0);
    }

    public List<JsonObject> json() {
        return messages().stream().map(message -> (JsonObject) message.body()).toList();
    }

    @Override
    public void close() throws Exception {
        Gateway.await(consumer.unregister());
    }
}
