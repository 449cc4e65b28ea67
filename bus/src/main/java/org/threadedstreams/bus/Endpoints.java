package org.threadedstreams.bus;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.StreamEndpoint;
import org.threadedstreams.bus.stream.ProviderEntry;
import org.threadedstreams.bus.stream.Providers;

/**
 * Answers what the transports could open now. Each is asked on a thread of the pool, since it may block, and by one thread
 * at a time: who asks meanwhile shares its answer. One that fails, or takes longer than {@value #PATIENCE_SECONDS} s, is
 * answered for with an error.
 *
 * <p>Safe for many threads.
 */
final class Endpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);
    private static final long PATIENCE_SECONDS = 5;

    private final Providers providers;
    private final Executor pool;
    private final Map<ProviderEntry, CompletableFuture<List<JsonObject>>> asked = new ConcurrentHashMap<>();

    Endpoints(Providers providers, Executor pool) {
        this.providers = providers;
        this.pool = pool;
    }

    void answer(Message<Object> request) {
        List<CompletableFuture<List<JsonObject>>> answers =
                providers.best().stream().map(this::ask).toList();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenRun(() -> {
            JsonArray all = new JsonArray();
            answers.forEach(answer -> answer.join().forEach(all::add));
            request.reply(all);
        });
    }

    private CompletableFuture<List<JsonObject>> ask(ProviderEntry entry) {
        CompletableFuture<List<JsonObject>> answer = new CompletableFuture<>();
        CompletableFuture<List<JsonObject>> before = asked.putIfAbsent(entry, answer);
        if (before == null) {
            pool.execute(() -> {
                List<JsonObject> endpoints = endpoints(entry);
                asked.remove(entry);
                answer.complete(endpoints);
            });
        }
        return (before == null ? answer : before)
                .copy()
                .completeOnTimeout(
                        failed(entry, "it does not answer within " + PATIENCE_SECONDS + " s"),
                        PATIENCE_SECONDS,
                        TimeUnit.SECONDS);
    }

    private static List<JsonObject> endpoints(ProviderEntry entry) {
        try {
            return entry.provider().endpoints().stream()
                    .map(StreamEndpoint::shape)
                    .map(JsonObject::new)
                    .toList();
        } catch (RuntimeException | Error e) {
            LOG.warn("transport {} cannot list what it could open", entry.transport(), e);
            return failed(entry, String.valueOf(e.getMessage()));
        }
    }

    private static List<JsonObject> failed(ProviderEntry entry, String why) {
        return List.of(new JsonObject().put("transport", entry.transport()).put("error", why));
    }
}
