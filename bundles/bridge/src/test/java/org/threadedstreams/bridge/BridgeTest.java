package org.threadedstreams.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.threadedstreams.bridge.RawClient.frame;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.threadedstreams.api.gateway.GatewayPart;

/** The component's life, as Declarative Services and FileInstall lead it. */
@Timeout(60)
class BridgeTest {

    @TempDir
    Path home;

    private final Vertx vertx = Vertx.vertx();
    /** The framework's state. */
    private int framework = Bundle.ACTIVE;

    private final List<Dictionary<?, ?>> announced = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private BundleContext bundles() {
        return proxy(BundleContext.class, (method, arguments) -> switch (method) {
            case "getProperty" -> home.toString();
            case "registerService" -> register((Dictionary<?, ?>) arguments[2]);
            case "getBundle" -> proxy(Bundle.class, (asked, what) -> framework);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private Object register(Dictionary<?, ?> properties) {
        announced.add(properties);
        return proxy(ServiceRegistration.class, (method, arguments) -> {
            assertThat(method).isEqualTo("unregister");
            assertThat(announced.remove(properties)).isTrue();
            return null;
        });
    }

    private interface Call {
        Object answer(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> call.answer(method.getName(), arguments);
                }));
    }

    private Bridge bridge(Map<String, Object> properties) {
        return new Bridge(vertx, bundles(), properties);
    }

    private String announcement(String key) {
        await().until(() -> announced.size() == 1);
        assertThat(announced.get(0).get(GatewayPart.PART)).isEqualTo(GatewayPart.BRIDGE);
        return (String) announced.get(0).get(key);
    }

    private String token() throws Exception {
        return Files.readString(home.resolve("data/token"));
    }

    private void assertListens(String address) throws Exception {
        try (RawClient client = new RawClient(address)) {
            client.login(token());
        }
    }

    @Test
    void itAnnouncesWhereItListens() throws Exception {
        Bridge bridge = bridge(Map.of("port", "0"));

        String address = announcement(GatewayPart.ADDRESS);
        assertThat(address).startsWith("127.0.0.1:").doesNotEndWith(":0");
        assertListens(address);

        bridge.deactivate();
        assertThat(announced).isEmpty();
        await().untilAsserted(() -> assertThat(refused(address)).isTrue());
    }

    private static boolean refused(String address) {
        try (RawClient client = new RawClient(address)) {
            return false;
        } catch (java.io.IOException gone) {
            return true;
        }
    }

    @Test
    void clientsSeeTheEndWhenItStops() throws Exception {
        Bridge bridge = bridge(Map.of("port", "0"));
        try (RawClient client = new RawClient(announcement(GatewayPart.ADDRESS)).login(token())) {
            bridge.deactivate();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void theTokenIsMadeOnceForItsOwnerOnly() throws Exception {
        Bridge first = bridge(Map.of("port", "0"));
        announcement(GatewayPart.ADDRESS);
        String token = token();
        first.deactivate();

        bridge(Map.of("port", "0"));
        assertListens(announcement(GatewayPart.ADDRESS));

        assertThat(token).hasSize(43).isEqualTo(token());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data/token"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(home.resolve("data"))) {
            assertThat(files).containsExactly(home.resolve("data/token"));
        }
    }

    @Test
    void aTokenOpenToOthersIsClosedAndTheFilesFinalNewlineDoesNotCount() throws Exception {
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/token"), "my-own-token\n");
        Files.setPosixFilePermissions(home.resolve("data/token"), PosixFilePermissions.fromString("rw-r--r--"));

        bridge(Map.of("port", "0"));

        try (RawClient client = new RawClient(announcement(GatewayPart.ADDRESS))) {
            client.login("my-own-token");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data/token"))))
                .isEqualTo("rw-------");
    }

    @Test
    void anEmptyTokenIsAFailureThatSaysWhatToDo() throws Exception {
        Files.createDirectories(home.resolve("data"));
        Files.createFile(
                home.resolve("data/token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        bridge(Map.of("port", "0"));

        assertThat(announcement(GatewayPart.FAILURE)).contains("data/token").contains("delete it");
    }

    @Test
    void aBusyPortIsAFailureThatNamesTheFile() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            bridge(Map.of("port", busy.getLocalPort()));

            assertThat(announcement(GatewayPart.FAILURE))
                    .isEqualTo("the bridge cannot listen on 127.0.0.1:" + busy.getLocalPort()
                            + ": Address already in use; set port in etc/bridge.cfg (0: any free one)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.1", "example.com", "", "localhost.example.com", "128.0.0.1"})
    void aHostThatIsNotLoopbackIsRefused(String host) {
        bridge(Map.of("port", "0", "host", host));

        assertThat(announcement(GatewayPart.FAILURE))
                .contains("etc/bridge.cfg")
                .contains("host must be 127.0.0.1")
                .contains("TLS");
    }

    @ParameterizedTest
    @CsvSource({"localhost, localhost:", "127.0.0.9, 127.0.0.9:", "' 127.0.0.1 ', 127.0.0.1:"})
    void anyLoopbackHostIsTaken(String host, String prefix) throws Exception {
        bridge(Map.of("port", 0, "host", host));

        String address = announcement(GatewayPart.ADDRESS);
        assertThat(address).startsWith(prefix);
        assertListens(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "-1", "65536", "7654.0"})
    void aBadPortIsAFailureThatSaysWhatIsAllowed(String port) {
        bridge(Map.of("port", port));

        assertThat(announcement(GatewayPart.FAILURE))
                .contains("etc/bridge.cfg says: port must be a whole number from 0")
                .endsWith("it is \"" + port + "\"");
    }

    @Test
    void itWaitsForTheFileThatIsThere() throws Exception {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/bridge.cfg"), "port = 0\n");
        Bridge bridge = bridge(Map.of("service.pid", "bridge"));
        assertThat(announced).isEmpty();
        assertThat(Files.exists(home.resolve("data/token"))).isFalse();

        bridge.modified(Map.of("port", "0", "felix.fileinstall.filename", "file:etc/bridge.cfg"));

        assertListens(announcement(GatewayPart.ADDRESS));
    }

    @Test
    @SuppressWarnings("unchecked")
    void whileFilesAreStillBeingReadItWaitsForItsOwnAndThenSaysThatItDidNotCome() throws Exception {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/bridge.cfg"), "port = 0\n");
        List<Handler<Long>> timers = new ArrayList<>();
        Vertx byHand = proxy(Vertx.class, (method, arguments) -> {
            assertThat(method).isEqualTo("setTimer");
            timers.add((Handler<Long>) arguments[1]);
            return 1L;
        });
        framework = Bundle.STARTING;
        new Bridge(byHand, bundles(), Map.of("service.pid", "bridge"));
        timers.remove(0).handle(1L);
        framework = Bundle.ACTIVE;
        timers.remove(0).handle(1L);
        assertThat(announced).isEmpty();

        timers.remove(0).handle(1L);

        assertThat(announcement(GatewayPart.FAILURE))
                .isEqualTo("the bridge got no configuration from etc/bridge.cfg; check that this file can be read");
        assertThat(timers).isEmpty();
    }

    @Test
    void anEditMovesItAndAnUnchangedOneDisturbsNobody() throws Exception {
        Bridge bridge = bridge(Map.of("port", "0"));
        String first = announcement(GatewayPart.ADDRESS);
        try (RawClient client = new RawClient(first).login(token())) {
            bridge.modified(Map.of("port", "0", "somethingElse", "1"));
            client.settled();

            bridge.modified(Map.of("port", "0", "host", "localhost"));
            assertThat(client.ended()).isTrue();
        }
        await().untilAsserted(
                        () -> assertThat(announcement(GatewayPart.ADDRESS)).startsWith("localhost:"));
        assertListens(announcement(GatewayPart.ADDRESS));

        bridge.modified(Map.of("host", "0.0.0.0"));
        await().untilAsserted(
                        () -> assertThat(announcement(GatewayPart.FAILURE)).contains("0.0.0.0"));

        bridge.modified(Map.of("port", "0"));
        await().untilAsserted(
                        () -> assertThat(announcement(GatewayPart.ADDRESS)).startsWith("127.0.0.1:"));
        assertListens(announcement(GatewayPart.ADDRESS));
    }

    @Test
    void manyEditsInARowEndWithTheLast() throws Exception {
        Bridge bridge = bridge(Map.of("port", "0"));
        for (int i = 0; i < 20; i++) {
            bridge.modified(Map.of("port", "0", "host", i % 2 == 0 ? "localhost" : "127.0.0.1"));
        }
        bridge.modified(Map.of("port", "0", "host", "127.0.0.7"));

        await().untilAsserted(
                        () -> assertThat(announcement(GatewayPart.ADDRESS)).startsWith("127.0.0.7:"));
        assertListens(announcement(GatewayPart.ADDRESS));
    }

    @Test
    void deactivationRightAwayLeavesNothingBehind() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        for (int i = 0; i < 20; i++) {
            bridge(Map.of("port", port)).deactivate();
        }
        Bridge last = bridge(Map.of("port", "0"));
        announcement(GatewayPart.ADDRESS);
        last.deactivate();

        assertThat(announced).isEmpty();
        await().untilAsserted(() -> assertThat(refused("127.0.0.1:" + port)).isTrue());
    }

    @Test
    void aStreamsConsumersSeeClientsOfTheComponentToo() throws Exception {
        bridge(Map.of("port", "0"));
        try (RawClient client = new RawClient(announcement(GatewayPart.ADDRESS)).login(token())) {
            client.register("streams.state").settled();
            vertx.eventBus().publish("streams.state", "x");
            assertThat(client.next())
                    .isEqualTo(frame("message")
                            .put("address", "streams.state")
                            .put("headers", new io.vertx.core.json.JsonObject())
                            .put("body", "x")
                            .put("send", false));
        }
    }
}
