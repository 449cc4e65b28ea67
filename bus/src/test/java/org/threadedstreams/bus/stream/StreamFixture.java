package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.journal.Journals;
import org.threadedstreams.bus.journal.JournalsInMemory;

/** A stream called {@code console} on an event bus, its transport scripted, and what it publishes collected. */
final class StreamFixture implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final ExecutorService pool = Executors.newCachedThreadPool();
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    final Providers providers = new Providers();
    final ScriptedProvider provider = new ScriptedProvider();
    final StreamActor stream;
    final StreamRequests requests;
    final List<Message<Buffer>> chunks = new CopyOnWriteArrayList<>();
    final List<Message<String>> lines = new CopyOnWriteArrayList<>();
    final List<JsonObject> states = new CopyOnWriteArrayList<>();
    final List<JsonObject> errors = new CopyOnWriteArrayList<>();

    StreamFixture() {
        this(Duration.ofSeconds(60));
    }

    StreamFixture(Duration openLimit) {
        this(openLimit, null);
    }

    /** @param disk where streams with journal = disk keep theirs; null: in memory too */
    StreamFixture(Duration openLimit, @Nullable Journals disk) {
        Journals journals = disk == null ? new JournalsInMemory(pool) : disk;
        Publisher.registerCodecs(vertx.eventBus());
        stream = new StreamActor(
                "console",
                new StreamRuntime(
                        vertx,
                        new SessionLoops(vertx),
                        pool,
                        timer,
                        Clock.systemUTC(),
                        new Random(1),
                        journals,
                        openLimit),
                providers);
        requests = new StreamRequests(stream, vertx.eventBus());
        vertx.eventBus().<Buffer>consumer(Verb.READ.of("console"), chunks::add);
        vertx.eventBus().<String>consumer(Verb.LINES.of("console"), lines::add);
        vertx.eventBus().<JsonObject>consumer(Addresses.ALL_STATES, m -> states.add(m.body()));
        vertx.eventBus().<JsonObject>consumer(Addresses.ALL_ERRORS, m -> errors.add(m.body()));
        deploy(1);
    }

    void deploy(long service) {
        deploy(service, provider);
    }

    void deploy(long service, StreamProvider<?> another) {
        providers.add(new ProviderEntry("scripted", another, 0, service, service, null));
        stream.providersChanged();
    }

    void undeploy(long service) {
        providers.remove(service);
        stream.providersChanged();
    }

    void configure(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        values.put("transport", "scripted");
        values.put("journal", "memory");
        values.put("reconnectMinMillis", "1");
        values.put("reconnectMaxMillis", "5");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        stream.configure(new ConfigFile("etc/stream-console.cfg", values, values));
    }

    /** Configures and opens. */
    ScriptedProvider.Connection open(String... keysAndValues) throws InterruptedException {
        configure(keysAndValues);
        ScriptedProvider.Connection connection = provider.next().up();
        awaitState("open");
        return connection;
    }

    String state() {
        return stream.status().state().word();
    }

    void awaitState(String word) {
        await().atMost(Duration.ofSeconds(10)).until(this::state, word::equals);
    }

    JsonObject awaitError(int index) {
        await().atMost(Duration.ofSeconds(10)).until(() -> errors.size() > index);
        return errors.get(index);
    }

    /** The text of all chunks so far, after having checked that their offsets follow each other. */
    String text() {
        StringBuilder text = new StringBuilder();
        long next = 0;
        for (Message<Buffer> chunk : chunks) {
            assertThat(chunk.headers().get("offset")).isEqualTo(Long.toString(next));
            next += chunk.body().length();
            text.append(chunk.body());
        }
        return text.toString();
    }

    <T> java.util.concurrent.Future<Message<T>> request(Verb verb, Object body, String... headers) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(60_000);
        for (int i = 0; i < headers.length; i += 2) {
            options.addHeader(headers[i], headers[i + 1]);
        }
        return vertx.eventBus()
                .<T>request(verb.of("console"), body, options)
                .toCompletionStage()
                .toCompletableFuture();
    }

    static JsonObject reply(java.util.concurrent.Future<Message<JsonObject>> request) throws Exception {
        return request.get(20, TimeUnit.SECONDS).body();
    }

    static StreamException failure(java.util.concurrent.Future<?> request) throws Exception {
        try {
            request.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            ReplyException reply = (ReplyException) e.getCause();
            StreamException cause = (StreamException) reply.getCause();
            assertThat(reply.failureCode()).isEqualTo(cause.code().number());
            assertThat(reply.getMessage()).startsWith(cause.code() + ": ");
            return cause;
        }
        throw new AssertionError("the request should have failed");
    }

    @Override
    public void close() throws Exception {
        stream.stop();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        timer.shutdownNow();
        pool.shutdownNow();
    }
}
