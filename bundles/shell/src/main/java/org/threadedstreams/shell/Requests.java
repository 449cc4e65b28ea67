package org.threadedstreams.shell;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;

/**
 * Asks the streams over the bus, and waits for the answers; what fails is told in a sentence.
 *
 * <p>Safe for many threads.
 */
@Component(service = Requests.class)
public final class Requests {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 50;

    private final EventBus bus;

    @Activate
    public Requests(@Reference EventBus bus) {
        this.bus = bus;
    }

    /** The state objects of all streams. */
    List<JsonObject> states() throws InterruptedException {
        return objects(ask(Addresses.LIST, new JsonObject()));
    }

    JsonObject state(String stream) throws InterruptedException {
        List<JsonObject> states = states();
        for (JsonObject state : states) {
            if (stream.equals(state.getString("stream"))) {
                return state;
            }
        }
        throw new IllegalArgumentException("there is no stream " + stream + "; there "
                + (states.isEmpty()
                        ? "is none at all: add etc/stream-" + stream + ".cfg"
                        : "are "
                                + states.stream()
                                        .map(state -> state.getString("stream"))
                                        .toList()));
    }

    /** The latest error events, the oldest first. */
    List<Map<String, Object>> recent(String stream) throws InterruptedException {
        return objects(ask(Verb.RECENT.of(stream), new JsonObject())).stream()
                // Anew from text, so that it is maps all the way down.
                .map(event -> new JsonObject(event.encode()).getMap())
                .toList();
    }

    /**
     * Asks for an operation, and waits a while for what it leads to.
     *
     * @return the state object then
     */
    JsonObject control(String stream, String op, Predicate<String> reached) throws InterruptedException {
        ask(Verb.CONTROL.of(stream), new JsonObject().put("op", op));
        long start = System.nanoTime();
        JsonObject state = state(stream);
        while (!reached.test(state.getString("state")) && System.nanoTime() - start < LIMIT.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            state = state(stream);
        }
        return state;
    }

    private Object ask(String address, JsonObject request) throws InterruptedException {
        try {
            return bus.<Object>request(address, request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .body();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the streams do not answer within " + LIMIT.toSeconds() + " s", e);
        }
    }

    private static List<JsonObject> objects(Object reply) {
        return ((JsonArray) reply).stream().map(JsonObject.class::cast).toList();
    }
}
