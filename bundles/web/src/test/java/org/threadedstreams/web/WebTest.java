package org.threadedstreams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.threadedstreams.api.gateway.GatewayPart;

/** The component's life, as Declarative Services lead it. */
@Timeout(60)
class WebTest {

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<Dictionary<?, ?>> announced = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private interface Call {
        Object answer(String method, Object[] arguments) throws IOException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> call.answer(method.getName(), arguments);
                }));
    }

    private Web web(Map<String, Object> properties) {
        BundleContext bundles = proxy(BundleContext.class, (method, arguments) -> switch (method) {
            case "getProperty" -> folder.resolve("home").toString();
            case "getBundle" -> proxy(Bundle.class, (asked, what) -> Collections.enumeration(files()));
            case "registerService" -> register((Dictionary<?, ?>) arguments[2]);
            default -> throw new UnsupportedOperationException(method);
        });
        return new Web(vertx, bundles, properties);
    }

    /** As a bundle lists its entries: folders too. */
    private List<URL> files() throws IOException {
        String root = "bundle://1.0:1";
        return List.of(entry(root + "/page/", ""), entry(root + "/page/index.html", "the page"));
    }

    private URL entry(String url, String content) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "entry", ""), content);
        return new URL(null, url, new java.net.URLStreamHandler() {
            @Override
            protected java.net.URLConnection openConnection(URL ignored) throws IOException {
                return file.toUri().toURL().openConnection();
            }
        });
    }

    private Object register(Dictionary<?, ?> properties) {
        announced.add(properties);
        return proxy(ServiceRegistration.class, (method, arguments) -> {
            assertThat(announced.remove(properties)).isTrue();
            return null;
        });
    }

    private String announcement(String key) {
        await().until(() -> announced.size() == 1);
        assertThat(announced.get(0).get(GatewayPart.PART)).isEqualTo("web");
        return (String) announced.get(0).get(key);
    }

    @Test
    void itAnnouncesThePagesUrlAndServesTheBundlesFiles() throws Exception {
        Web web = web(Map.of("port", "0"));

        String url = announcement(GatewayPart.ADDRESS);
        assertThat(url).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*/");
        String address = url.substring("http://".length(), url.length() - 1);
        try (Http http = new Http(address)) {
            assertThat(http.ask("GET", "/").answer().body()).isEqualTo("the page");
            assertThat(http.ask("GET", "/page/index.html").answer().status()).isEqualTo(404);
        }
        web.modified(Map.of("port", "0", "host", "localhost"));
        await().untilAsserted(
                        () -> assertThat(announcement(GatewayPart.ADDRESS)).startsWith("http://localhost:"));
        web.deactivate();
        assertThat(announced).isEmpty();
    }

    @Test
    void aHostThatIsNotLoopbackIsRefusedUntilThereIsTls() {
        web(Map.of("host", "0.0.0.0"));

        assertThat(announcement(GatewayPart.FAILURE))
                .startsWith("the page cannot listen as etc/web.cfg says: host must be 127.0.0.1")
                .contains("TLS", "0.0.0.0");
    }

    @Test
    void aBusyPortIsAFailureThatNamesTheFile() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            web(Map.of("port", busy.getLocalPort()));

            assertThat(announcement(GatewayPart.FAILURE))
                    .isEqualTo("the page cannot listen on 127.0.0.1:" + busy.getLocalPort()
                            + ": Address already in use; set port in etc/web.cfg (0: any free one)");
        }
    }
}
