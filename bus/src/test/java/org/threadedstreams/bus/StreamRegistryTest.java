package org.threadedstreams.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.osgi.service.metatype.MetaTypeService;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamEndpoint;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.stream.Publisher;

@Timeout(60)
class StreamRegistryTest {

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path home;

    private volatile Dictionary<String, ?> announced;
    private StreamRegistry registry;

    /** Comes up at once. */
    private static class Immediate implements StreamProvider<Immediate.Options> {

        @interface Options {}

        private final boolean letsGo;

        Immediate(boolean letsGo) {
            this.letsGo = letsGo;
        }

        @Override
        public Class<Options> optionsType() {
            return Options.class;
        }

        @Override
        public StreamConnection open(String stream, Options options, StreamListener listener) {
            listener.opened();
            return new StreamConnection() {
                @Override
                public CompletionStage<Integer> write(ByteBuffer piece) {
                    return CompletableFuture.completedFuture(piece.remaining());
                }

                @Override
                public void pause() {}

                @Override
                public void resume() {}

                @Override
                public CompletionStage<Void> control(String op, Map<String, Object> args) {
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public CompletionStage<Void> close() {
                    if (letsGo) {
                        listener.ended(StreamEnd.closed());
                        return CompletableFuture.completedFuture(null);
                    }
                    return new CompletableFuture<>();
                }
            };
        }
    }

    @BeforeEach
    void start() {
        Publisher.registerCodecs(vertx.eventBus());
        registry = new StreamRegistry(
                serving(BundleContext.class), vertx, vertx.eventBus(), serving(MetaTypeService.class), Map.of());
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** A framework of which only the registration of a service counts. */
    private <T> T serving(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("registerService") || method.getName().equals("setProperties")) {
                announced = (Dictionary<String, ?>) args[args.length - 1];
            }
            if (method.getName().equals("getBundle")) {
                return bundle(args == null ? 99 : (Long) args[0]);
            }
            if (method.getName().equals("getProperty")) {
                return home.toString();
            }
            return method.getReturnType() == ServiceRegistration.class ? serving(ServiceRegistration.class) : null;
        }));
    }

    private static Bundle bundle(long id) {
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getSymbolicName" -> "bundle-" + id;
                    case "getVersion" -> new Version((int) id, 0, 0);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static ConfigFile file(String name) {
        Map<String, String> values = Map.of("transport", "fake", "idleTimeoutMillis", "3600000");
        return new ConfigFile("etc/stream-" + name + ".cfg", values, values);
    }

    private static Map<String, Object> service(long id) {
        return service(id, "fake");
    }

    private JsonArray list() throws Exception {
        return vertx.eventBus()
                .<JsonArray>request("streams.list", new JsonObject())
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .body();
    }

    @Test
    void transportsAreListedWithTheirBundlesAndStreams() throws Exception {
        registry.bindProvider(new Immediate(true), service(1, "radio"));
        registry.bindProvider(new Immediate(true), service(2));
        Map<String, Object> preferred = new HashMap<>(service(3));
        preferred.put(Constants.SERVICE_RANKING, 7);
        registry.bindProvider(new Immediate(true), preferred);
        registry.configure("a", file("a"));
        registry.configure("b", file("b"));
        await().untilAsserted(() -> assertThat(list()).hasSize(2));

        Message<JsonArray> reply = vertx.eventBus()
                .<JsonArray>request("streams.transports", new JsonObject())
                .await(10, TimeUnit.SECONDS);

        assertThat(reply.headers().get("version")).isEqualTo("99.0.0");
        assertThat(reply.body().stream().map(Object::toString))
                .containsExactly(
                        transport("fake", 3, 7, true, 2),
                        transport("fake", 2, 0, false, 0),
                        transport("radio", 1, 0, true, 0));
    }

    private static String transport(String name, long bundle, int ranking, boolean used, long streams) {
        return new JsonObject()
                .put("transport", name)
                .put("bundle", "bundle-" + bundle)
                .put("version", bundle + ".0.0")
                .put("ranking", ranking)
                .put("used", used)
                .put("streams", streams)
                .toString();
    }

    private static boolean threadsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.isAlive() && thread.getName().startsWith("streams-"));
    }

    @Test
    void everyStreamThereEverWasIsListedAndAnnounced() throws Exception {
        registry.bindProvider(new Immediate(true), service(1));
        registry.configure("b", file("b"));
        registry.configure("a", file("a"));
        registry.configure("not/a/name", file("x"));
        registry.remove("b", "removed");
        await().untilAsserted(() -> assertThat(list())
                .extracting(s -> ((JsonObject) s).getString("stream"))
                .containsExactly("a", "b"));
        await().untilAsserted(() -> assertThat(list())
                .extracting(s -> ((JsonObject) s).getString("state"))
                .containsExactly("open", "closed"));
        await().untilAsserted(() ->
                assertThat((String[]) announced.get(GatewayPart.NAMES)).containsExactly("a", "b"));
        registry.deactivate();
    }

    @Test
    void noStreamIsListedBeforeItHasItsJournal() throws Exception {
        registry.bindProvider(new Immediate(true), service(1));
        for (int i = 0; i < 50; i++) {
            registry.configure("s" + i, file("s" + i));
            assertThat(list())
                    .extracting(s -> ((JsonObject) s).getString("journal"))
                    .allMatch(journal -> journal.startsWith("disk-"));
        }
        await().untilAsserted(() -> assertThat(list()).hasSize(50));
        registry.deactivate();
    }

    @Test
    void whatTransportsCouldOpenIsAnsweredAlsoWhileOneOfThemHangs() throws Exception {
        CompletableFuture<List<StreamEndpoint>> hanging = new CompletableFuture<>();
        registry.bindProvider(listing(hanging::join), service(1, "hanging"));
        registry.bindProvider(
                listing(() -> {
                    throw new IllegalStateException("planned");
                }),
                service(2, "failing"));
        StreamEndpoint port = new StreamEndpoint("good", "/dev/ttyX0", "an adapter", Map.of("usbSerial", "A1"));
        registry.bindProvider(listing(() -> List.of(port)), service(3, "good"));

        JsonArray answer = endpoints();

        assertThat(answer)
                .containsExactly(
                        new JsonObject().put("transport", "failing").put("error", "planned"),
                        new JsonObject()
                                .put("transport", "good")
                                .put("name", "/dev/ttyX0")
                                .put("description", "an adapter")
                                .put("attributes", new JsonObject().put("usbSerial", "A1")),
                        new JsonObject().put("transport", "hanging").put("error", "it does not answer within 5 s"));

        hanging.complete(List.of(port));
        await().untilAsserted(() ->
                assertThat(endpoints().getJsonObject(2).getString("name")).isEqualTo("/dev/ttyX0"));
        registry.deactivate();
    }

    private JsonArray endpoints() throws Exception {
        return vertx.eventBus()
                .<JsonArray>request("streams.endpoints", new JsonObject())
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .body();
    }

    private static StreamProvider<?> listing(Supplier<List<StreamEndpoint>> endpoints) {
        return new Immediate(true) {
            @Override
            public List<StreamEndpoint> endpoints() {
                return endpoints.get();
            }
        };
    }

    private static Map<String, Object> service(long id, String transport) {
        return Map.of(StreamProvider.TRANSPORT, transport, Constants.SERVICE_ID, id, Constants.SERVICE_BUNDLEID, id);
    }

    @Test
    void noThreadIsLeftBehindByTimersThatWereStillToRing() {
        registry.bindProvider(new Immediate(true), service(1));
        registry.configure("a", file("a"));
        registry.deactivate();
        registry.unbindProvider(new Immediate(true), service(1));
        await().until(() -> !threadsLeft());
    }

    @Test
    void aTransportThatDoesNotLetGoKeepsNoThreadEither() {
        registry.bindProvider(new Immediate(false), service(1));
        registry.configure("a", file("a"));
        registry.deactivate();
        await().atMost(10, TimeUnit.SECONDS).until(() -> !threadsLeft());
    }
}
