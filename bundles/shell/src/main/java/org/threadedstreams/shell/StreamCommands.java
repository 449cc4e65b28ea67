package org.threadedstreams.shell;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.threadedstreams.api.bus.Addresses;

/**
 * The shell's commands {@code stream:list} and {@code stream:info}. They ask over the bus, as any consumer does.
 *
 * <p>Safe for many threads: several shells may be open.
 */
@Component(
        service = StreamCommands.class,
        property = {"osgi.command.scope=stream", "osgi.command.function=list", "osgi.command.function=info"})
public final class StreamCommands {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final EventBus bus;

    @Activate
    public StreamCommands(@Reference EventBus bus) {
        this.bus = bus;
    }

    /** The streams, a line each. */
    @Descriptor("lists the streams with their states")
    public String list() throws InterruptedException {
        return Table.of(states());
    }

    /** Everything about one stream. */
    @Descriptor("shows everything about one stream")
    public String info(@Descriptor("the stream's name") String name) throws InterruptedException {
        List<JsonObject> states = states();
        for (JsonObject state : states) {
            if (name.equals(state.getString("stream"))) {
                return Table.of(state);
            }
        }
        throw new IllegalArgumentException("there is no stream " + name + "; there "
                + (states.isEmpty()
                        ? "is none at all: add etc/stream-" + name + ".cfg"
                        : "are "
                                + states.stream()
                                        .map(state -> state.getString("stream"))
                                        .toList()));
    }

    private List<JsonObject> states() throws InterruptedException {
        try {
            JsonArray reply = (JsonArray) bus.<Object>request(Addresses.LIST, new JsonObject())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .body();
            return reply.stream().map(JsonObject.class::cast).toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the streams do not answer: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the streams do not answer within " + LIMIT.toSeconds() + " s", e);
        }
    }
}
