package org.threadedstreams.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.bridge.Bridge;

/** The client against the real bridge, with scripted streams behind it. */
@Timeout(60)
class BridgeClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path home;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> addresses = new LinkedBlockingQueue<>();
    private BridgeClient client;

    @BeforeEach
    void open() throws Exception {
        new Bridge(vertx, bundles(), Map.of("port", "0"));
        String address = addresses.poll(20, TimeUnit.SECONDS);
        writeGatewayJson(ProcessHandle.current().pid(), address);
        client = BridgeClient.connect(home);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private void writeGatewayJson(long pid, String bridge) throws IOException {
        Files.createDirectories(home.resolve("data"));
        Files.writeString(
                home.resolve("data/gateway.json"),
                "{\"pid\":" + pid + ",\"version\":\"0.1.0\",\"bridge\":\"" + bridge + "\"}\n");
    }

    /** As much of a framework as the bridge needs. */
    private BundleContext bundles() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getProperty")) {
                        return home.toString();
                    }
                    assertThat(method.getName()).isEqualTo("registerService");
                    addresses.add(String.valueOf(((Dictionary<?, ?>) arguments[2]).get(GatewayPart.ADDRESS)));
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (p, m, a) -> null);
                });
    }

    private void answer(String address, io.vertx.core.Handler<Message<Object>> handler) throws Exception {
        vertx.eventBus().consumer(address, handler).completion().await(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<BridgeMessage> request(String address, Object body) {
        return client.request(address, body, Map.of(), PATIENCE);
    }

    private static Throwable failure(Future<?> future) throws Exception {
        Throwable thrown = catchThrowable(() -> future.get(20, TimeUnit.SECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        return thrown.getCause();
    }

    @Test
    void aRequestBringsBodyAndHeadersThereAndBack() throws Exception {
        answer("streams.console.fetch", message -> {
            assertThat(message.body())
                    .isEqualTo(new JsonObject().put("from", "latest").put("max", 10));
            assertThat(message.headers().entries()).hasSize(1);
            message.reply(
                    Buffer.buffer(new byte[] {-5, -1, 0, 1}),
                    new DeliveryOptions()
                            .addHeader("next", "4")
                            .addHeader("mine", message.headers().get("mine")));
        });

        BridgeMessage reply = client.request(
                        "streams.console.fetch", Map.of("from", "latest", "max", 10), Map.of("mine", "ä"), PATIENCE)
                .get(20, TimeUnit.SECONDS);

        assertThat(reply.bytes()).containsExactly(-5, -1, 0, 1);
        assertThat(reply.number(Addresses.HEADER_NEXT)).isEqualTo(4);
        assertThat(reply.headers()).containsEntry("mine", "ä");
    }

    @Test
    void aListIsAList() throws Exception {
        answer("streams.list", message -> message.reply(new JsonArray().add(new JsonObject().put("stream", "a"))));

        assertThat(request("streams.list", Map.of()).get(20, TimeUnit.SECONDS).body())
                .isEqualTo(List.of(Map.of("stream", "a")));
    }

    @Test
    void aFailureHasCodeMessageAndUnsentBytes() throws Exception {
        Unsent unsent = new Unsent(5, 3, 1, "abc".getBytes(StandardCharsets.UTF_8), false);
        StreamException told = new StreamException(StreamCode.WRITE_FAILED, "broken pipe", Unread.NONE, unsent);
        answer("streams.console.write", message -> message.reply(new StreamFailure(told)));

        StreamException failure = (StreamException) failure(request("streams.console.write", "abc"));

        assertThat(failure.code()).isEqualTo(StreamCode.WRITE_FAILED);
        assertThat(failure).hasMessage("WRITE_FAILED: broken pipe");
        assertThat(failure.unsent()).isEqualTo(unsent);
    }

    private static final class StreamFailure extends ReplyException {
        private static final long serialVersionUID = 1L;

        StreamFailure(StreamException cause) {
            super(ReplyFailure.RECIPIENT_FAILURE, cause.code().number(), cause.getMessage(), cause, true);
        }
    }

    @Test
    void anUnknownStreamAndAnAddressThatIsNotAllowedAreToldApart() throws Exception {
        StreamException unknown = (StreamException) failure(request("streams.nowhere.write", "abc"));
        assertThat(unknown.code()).isEqualTo(StreamCode.NO_SUCH_STREAM);
        assertThat(unknown.getMessage()).startsWith("NO_SUCH_STREAM: ").contains("nowhere");
        assertThat(unknown.unsent().bytes()).asString().isEqualTo("abc");

        StreamException refused = (StreamException) failure(request("elsewhere", "abc"));
        assertThat(refused.code()).isEqualTo(StreamCode.REFUSED);
        assertThat(refused.getMessage()).contains("access_denied").contains("streams.list");
    }

    @Test
    void aRequestWithoutAnAnswerEndsAtItsDeadline() throws Exception {
        answer("streams.console.write", message -> {});

        Throwable failure = failure(client.request("streams.console.write", "x", Map.of(), Duration.ofMillis(50)));

        assertThat(failure)
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no answer from streams.console.write within 50 ms");
    }

    @Test
    void aSubscriptionHoldsWhenItReturns() throws Exception {
        for (int round = 0; round < 50; round++) {
            BlockingQueue<BridgeMessage> read = new LinkedBlockingQueue<>();
            try (Subscription subscription = client.subscribe("streams.a.read", read::add)) {
                vertx.eventBus()
                        .publish(
                                "streams.a.read",
                                Buffer.buffer("x"),
                                new DeliveryOptions().addHeader("offset", Integer.toString(round)));
                BridgeMessage message = read.poll(20, TimeUnit.SECONDS);
                assertThat(message.number(Addresses.HEADER_OFFSET)).isEqualTo(round);
                assertThat(message.bytes()).containsExactly('x');
            }
        }
    }

    @Test
    void severalHandlersOnOneAddressComeAndGo() throws Exception {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        BlockingQueue<BridgeMessage> witness = new LinkedBlockingQueue<>();
        Subscription one = client.subscribe("streams.state", message -> first.incrementAndGet());
        Subscription other = client.subscribe("streams.state", message -> second.incrementAndGet());
        client.subscribe("streams.errors", witness::add);

        vertx.eventBus().publish("streams.state", "1");
        await().untilAsserted(() -> assertThat(second.get()).isEqualTo(1));
        one.close();
        one.close();
        vertx.eventBus().publish("streams.state", "2");
        await().untilAsserted(() -> assertThat(second.get()).isEqualTo(2));
        other.close();
        assertThat(failure(request("elsewhere", "the bridge has taken what came before")))
                .isNotNull();
        vertx.eventBus().publish("streams.state", "3");
        vertx.eventBus().publish("streams.errors", "done");

        assertThat(witness.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(first.get()).isEqualTo(1);
        assertThat(second.get()).isEqualTo(2);
    }

    @Test
    void aSubscriptionElsewhereIsRefusedAndTheRestGoesOn() throws Exception {
        assertThatThrownBy(() -> client.subscribe("streams.a.write", message -> {}))
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("access_denied")
                .hasMessageContaining("streams.<name>.read");

        answer("streams.list", message -> message.reply(new JsonArray()));
        assertThat(request("streams.list", Map.of()).get(20, TimeUnit.SECONDS).body())
                .isEqualTo(List.of());
    }

    @Test
    void aHandlerThatThrowsDisturbsNobody() throws Exception {
        BlockingQueue<BridgeMessage> read = new LinkedBlockingQueue<>();
        client.subscribe("streams.a.lines", message -> {
            throw new IllegalStateException("a handler that throws; this is part of the test");
        });
        client.subscribe("streams.a.lines", read::add);

        vertx.eventBus().publish("streams.a.lines", "one");

        assertThat(read.poll(20, TimeUnit.SECONDS).body()).isEqualTo("one");
    }

    @Test
    void aHandlerMayAskOn() throws Exception {
        answer("streams.a.fetch", message -> message.reply(Buffer.buffer("fetched")));
        BlockingQueue<BridgeMessage> fetched = new LinkedBlockingQueue<>();
        client.subscribe(
                "streams.a.read",
                message -> request("streams.a.fetch", Map.of("from", 0)).thenAccept(fetched::add));

        vertx.eventBus().publish("streams.a.read", Buffer.buffer());

        assertThat(fetched.poll(20, TimeUnit.SECONDS).bytes()).asString().isEqualTo("fetched");
    }

    @Test
    void manyThreadsShareOneClient() throws Exception {
        answer("streams.echo.write", message -> message.reply(message.body()));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                counts.add(threads.submit(() -> {
                    int right = 0;
                    for (int i = 0; i < 200; i++) {
                        String text = thread + ":" + i + ":" + "x".repeat(i * 10);
                        right += request("streams.echo.write", text)
                                        .get(20, TimeUnit.SECONDS)
                                        .body()
                                        .equals(text)
                                ? 1
                                : 0;
                        if (i % 50 == 0) {
                            client.subscribe("streams.s" + thread + ".read", message -> {})
                                    .close();
                        }
                    }
                    return right;
                }));
            }
            for (Future<Integer> count : counts) {
                assertThat(count.get(40, TimeUnit.SECONDS)).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRequestThatIsTooLongIsRefusedHereAndTheConnectionGoesOn() throws Exception {
        answer("streams.a.write", message -> message.reply("ok"));

        StreamException failure = (StreamException) failure(request("streams.a.write", "x".repeat(1024 * 1024)));

        assertThat(failure.code()).isEqualTo(StreamCode.REFUSED);
        assertThat(request("streams.a.write", "x").get(20, TimeUnit.SECONDS).body())
                .isEqualTo("ok");
    }

    @Test
    void closeEndsEveryWait() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        answer("streams.a.write", message -> asked.countDown());
        CompletableFuture<BridgeMessage> waiting = request("streams.a.write", "x");
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        client.close();
        client.close();

        assertThat(failure(waiting)).isInstanceOf(IOException.class).hasMessage("this client was closed");
        client.ended().get(20, TimeUnit.SECONDS);
        assertThat(failure(request("streams.a.write", "x"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.subscribe("streams.state", message -> {}))
                .isInstanceOf(IOException.class);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("bridge-client-read", "bridge-client-write"));
    }

    @Test
    void theGatewaysEndEndsEveryWait() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        answer("streams.a.write", message -> asked.countDown());
        CompletableFuture<BridgeMessage> waiting = request("streams.a.write", "x");
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        vertx.close().await(10, TimeUnit.SECONDS);

        assertThat(failure(waiting)).isInstanceOf(IOException.class).hasMessageContaining("the gateway on 127.0.0.1:");
        assertThat(failure(client.ended())).isInstanceOf(IOException.class);
    }

    @Test
    void aHomeWithoutGatewayIsToldAsSuch() throws Exception {
        Path other = home.resolve("other");
        assertNotRunning(other);
        Files.delete(home.resolve("data/token"));
        assertNotRunning(home);
    }

    @Test
    void aDeadProcessIsNoGateway() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor()).isZero();
        writeGatewayJson(dead.pid(), "127.0.0.1:1");
        assertNotRunning(home);
    }

    private static void assertNotRunning(Path home) {
        assertThatThrownBy(() -> BridgeClient.connect(home))
                .isInstanceOf(GatewayNotRunningException.class)
                .hasMessage("the gateway is not running on " + home + ": start it with tstreams run");
    }

    @Test
    void aGatewayThatDoesNotListenIsToldWithItsAddress() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        writeGatewayJson(ProcessHandle.current().pid(), "127.0.0.1:" + port);

        assertThatThrownBy(() -> BridgeClient.connect(home))
                .isInstanceOf(GatewayNotRunningException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("tstreams run");
    }

    @Test
    void aWrongTokenIsToldInTheBridgesWords() throws Exception {
        String token = Files.readString(home.resolve("data/token"));
        Files.writeString(home.resolve("data/token"), "wrong");

        assertThatThrownBy(() -> BridgeClient.connect(home))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unauthorized")
                .hasMessageNotContainingAny(token, "wrong");
    }

    @Test
    void whatIsNoBridgeIsToldAsSuch() throws Exception {
        ExecutorService peer = Executors.newSingleThreadExecutor();
        try (ServerSocket server = new ServerSocket(0)) {
            peer.submit((Callable<?>) () -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.UTF_8));
                    return socket.getInputStream().read();
                }
            });
            writeGatewayJson(ProcessHandle.current().pid(), "127.0.0.1:" + server.getLocalPort());

            assertThatThrownBy(() -> BridgeClient.connect(home))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no bridge");
        } finally {
            peer.shutdownNow();
        }
    }

    @Test
    void gatewayFilesThatMakeNoSenseAreNamed() throws Exception {
        writeGatewayJson(ProcessHandle.current().pid(), "nonsense");

        assertThatThrownBy(() -> BridgeClient.connect(home))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gateway.json");
    }
}
