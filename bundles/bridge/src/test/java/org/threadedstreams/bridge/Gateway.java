package org.threadedstreams.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.bridge.conversation.Token;
import org.threadedstreams.bridge.listening.ListenOptions;

/**
 * A bridge on a Vert.x of its own, with scripted streams on the contract's addresses. Whatever it is put through, its log
 * has no exception in the end.
 */
final class Gateway implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final String token;
    final String address;
    final BridgeServer server;
    /** Every message that a consumer on the bus has seen. */
    final Queue<Message<?>> seen = new ConcurrentLinkedQueue<>();

    private final List<RawClient> clients = new ArrayList<>();
    private final PrintStream console = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    Gateway(Path folder) throws Exception {
        this(folder, UnaryOperator.identity());
    }

    /**
     * @param bridges what the bridge sees of Vert.x
     */
    Gateway(Path folder, UnaryOperator<Vertx> bridges) throws Exception {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        Path file = folder.resolve("data/token");
        Token made = Token.in(file);
        token = Files.readString(file);
        server = new BridgeServer(bridges.apply(vertx), new ListenOptions("127.0.0.1", 0), made);
        address = server.listen().await(10, TimeUnit.SECONDS);
    }

    RawClient stranger() throws IOException {
        RawClient client = new RawClient(address);
        clients.add(client);
        return client;
    }

    RawClient client() throws IOException {
        return stranger().login(token);
    }

    /** A client whose system takes as little as possible on its behalf. */
    RawClient narrowClient() throws IOException {
        RawClient client = new RawClient(address, 4096).login(token);
        clients.add(client);
        return client;
    }

    /** Answers requests to a stream's verb. */
    void answer(String address, io.vertx.core.Handler<Message<Object>> handler) throws Exception {
        vertx.eventBus()
                .consumer(address, (Message<Object> message) -> {
                    seen.add(message);
                    handler.handle(message);
                })
                .completion()
                .await(10, TimeUnit.SECONDS);
    }

    void streams(String... names) throws Exception {
        JsonArray states = new JsonArray();
        for (String name : names) {
            states.add(new JsonObject().put("stream", name).put("state", "open"));
        }
        answer(Addresses.LIST, message -> message.reply(states));
    }

    void publish(String stream, long offset, byte[] bytes) {
        vertx.eventBus().publish(Verb.READ.of(stream), Buffer.buffer(bytes), headers(stream, offset));
    }

    static DeliveryOptions headers(String stream, long offset) {
        return new DeliveryOptions()
                .addHeader("stream", stream)
                .addHeader("offset", Long.toString(offset))
                .addHeader("session", "1")
                .addHeader("time", Long.toString(offset + 1_000_000))
                .addHeader("journal", "j1");
    }

    /** How a stream fails a request. */
    static ReplyException failure(StreamException cause) {
        return new StreamFailure(cause);
    }

    private static final class StreamFailure extends ReplyException {
        private static final long serialVersionUID = 1L;

        StreamFailure(StreamException cause) {
            super(ReplyFailure.RECIPIENT_FAILURE, cause.code().number(), cause.getMessage(), cause, true);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            for (RawClient client : clients) {
                client.close();
            }
            server.close().await(10, TimeUnit.SECONDS);
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> server.clients() == 0);
            vertx.close().await(10, TimeUnit.SECONDS);
        } finally {
            System.setErr(console);
        }
        assertThat(log.toString(StandardCharsets.UTF_8))
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
    }
}
