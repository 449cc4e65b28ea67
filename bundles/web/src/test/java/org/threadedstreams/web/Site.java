package org.threadedstreams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.bridge.conversation.Token;
import org.threadedstreams.bridge.listening.ListenOptions;
import org.threadedstreams.testkit.secrets.Planted;

/**
 * A server of a small page on a Vert.x of its own, with scripted streams on the bus. Whatever it is put through, its log
 * has no exception in the end.
 */
final class Site implements AutoCloseable {

    static final String PATH = "/eventbus/123/abcdefgh/websocket";
    static final Map<String, byte[]> PAGE = Map.of(
            "/index.html", bytes("<!doctype html><title>The page</title>"),
            "/page.css", bytes("body{}"),
            "/js/page.js", bytes("let a = 'ä'"),
            "/lib/odd.bin", new byte[] {0, -1, 2});

    final Vertx vertx = Vertx.vertx();
    final String token = Planted.word("page-token");
    final String url;
    final String address;
    final WebServer server;
    /** Every message that a consumer on the bus has seen. */
    final Queue<Message<?>> seen = new ConcurrentLinkedQueue<>();

    private final List<AutoCloseable> clients = new ArrayList<>();
    private final PrintStream console = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    Site(Path folder) throws Exception {
        this(folder, "127.0.0.1", UnaryOperator.identity());
    }

    /**
     * @param webs what the server sees of Vert.x
     */
    Site(Path folder, String host, UnaryOperator<Vertx> webs) throws Exception {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        Path file = folder.resolve("token");
        Files.writeString(file, token);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        server = new WebServer(webs.apply(vertx), new ListenOptions(host, 0), Token.in(file), () -> new Page(PAGE));
        url = server.listen().await(30, TimeUnit.SECONDS);
        address = url.substring("http://".length(), url.length() - 1);
        vertx.eventBus()
                .consumer("streams.settled.control", message -> message.reply(""))
                .completion()
                .await(30, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private <T extends AutoCloseable> T closing(T client) {
        clients.add(client);
        return client;
    }

    Http http() throws IOException {
        return closing(new Http(address));
    }

    /** A tab that has not shown the token. */
    Tab stranger(String... headers) throws IOException {
        return closing(Tab.open(address, 0, PATH, headers));
    }

    Tab tab() throws IOException {
        return login(stranger());
    }

    /** A tab whose system takes as little as possible on its behalf. */
    Tab narrowTab() throws IOException {
        return login(closing(Tab.open(address, 4096, PATH)));
    }

    Tab login(Tab tab) throws IOException {
        tab.send(Tab.showing(token, Tab.request("streams.settled.control", "in", "")));
        assertThat(tab.next().getString("address")).isEqualTo("in");
        return tab;
    }

    /** Answers requests. */
    void answer(String to, Handler<Message<Object>> handler) throws Exception {
        vertx.eventBus()
                .consumer(to, (Message<Object> message) -> {
                    seen.add(message);
                    handler.handle(message);
                })
                .completion()
                .await(30, TimeUnit.SECONDS);
    }

    void publish(String stream, long offset, byte[] bytes) {
        vertx.eventBus()
                .publish(
                        Verb.READ.of(stream),
                        Buffer.buffer(bytes),
                        new DeliveryOptions()
                                .addHeader("stream", stream)
                                .addHeader("offset", Long.toString(offset))
                                .addHeader("journal", "j1"));
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws Exception {
        try {
            for (AutoCloseable client : clients) {
                client.close();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> server.clients() == 0);
            server.close().await(30, TimeUnit.SECONDS);
            vertx.close().await(30, TimeUnit.SECONDS);
        } finally {
            System.setErr(console);
        }
        assertThat(log()).doesNotContain("Exception").doesNotContain("\tat ").doesNotContain(token);
    }
}
