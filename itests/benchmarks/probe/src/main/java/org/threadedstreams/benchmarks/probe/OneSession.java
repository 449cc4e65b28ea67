package org.threadedstreams.benchmarks.probe;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;

/** One session of a stream that does not reconnect: opened when asked for, ended by the peer. For one thread. */
final class OneSession implements AutoCloseable {

    private static final int LIMIT_SECONDS = 60;

    private final EventBus bus;
    private final String stream;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final MessageConsumer<JsonObject> states;

    /** Returns when it listens to the stream's states. */
    OneSession(EventBus bus, String stream) throws Exception {
        this.bus = bus;
        this.stream = stream;
        states = bus.consumer(Verb.STATE.of(stream), state -> {
            if (state.body().getString("state").equals("closed")) {
                closed.countDown();
            }
        });
        states.completion().toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Nothing changes if it is open. */
    void open() throws Exception {
        bus.request(Verb.CONTROL.of(stream), new JsonObject().put("op", "open"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether there is none. */
    boolean closed() throws Exception {
        JsonArray all = (JsonArray) bus.request(Addresses.LIST, new JsonObject())
                .toCompletionStage()
                .toCompletableFuture()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .body();
        return all.stream()
                .map(JsonObject.class::cast)
                .anyMatch(one -> one.getString("stream").equals(stream)
                        && one.getString("state").equals("closed"));
    }

    void awaitEnd() throws InterruptedException, TimeoutException {
        if (!closed.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("the session of " + stream + " does not end");
        }
    }

    @Override
    public void close() {
        states.unregister();
    }
}
