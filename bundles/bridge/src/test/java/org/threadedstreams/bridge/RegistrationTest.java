package org.threadedstreams.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.threadedstreams.bridge.RawClient.frame;
import static org.threadedstreams.bridge.RawClient.request;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.bridge.conversation.Conversation;

/** What subscribers get. */
@Timeout(60)
class RegistrationTest {

    @TempDir
    Path home;

    private Gateway gateway;

    @BeforeEach
    void open() throws Exception {
        gateway = new Gateway(home);
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
    }

    @Test
    void aPublishedMessageArrivesWithItsHeaders() throws Exception {
        RawClient client = gateway.client().register("streams.console.read").settled();

        gateway.publish("console", 42, new byte[] {-5, -1, 0, 1});

        assertThat(client.next())
                .isEqualTo(frame("message")
                        .put("address", "streams.console.read")
                        .put(
                                "headers",
                                new JsonObject()
                                        .put("stream", "console")
                                        .put("offset", "42")
                                        .put("session", "1")
                                        .put("time", "1000042")
                                        .put("journal", "j1"))
                        .put("body", "-_8AAQ")
                        .put("send", false));
    }

    @Test
    void linesStatesAndErrorsArriveAsTheyAre() throws Exception {
        RawClient client = gateway.client();
        for (String address :
                List.of("streams.a.lines", "streams.a.state", "streams.a.errors", "streams.state", "streams.errors")) {
            client.register(address).settled();
            Object body = address.endsWith("lines") ? "größer" : new JsonObject().put("stream", "a");
            gateway.vertx.eventBus().publish(address, body);
            JsonObject message = client.next();
            assertThat(message.getString("address")).isEqualTo(address);
            assertThat(message.getValue("body")).isEqualTo(body);
        }
    }

    @Test
    void aRequestAfterARegisterIsAnsweredWhenItHolds() throws Exception {
        gateway.answer("streams.echo.write", message -> {
            gateway.publish("echo", 0, "x".getBytes(StandardCharsets.UTF_8));
            message.reply("written");
        });
        for (int round = 0; round < 50; round++) {
            try (RawClient client = new RawClient(gateway.address).login(gateway.token)) {
                client.register("streams.echo.read").send(request("streams.echo.write", "r", "x"));
                List<String> types = new ArrayList<>();
                types.add(client.next().getString("address"));
                types.add(client.next().getString("address"));
                assertThat(types).containsExactlyInAnyOrder("streams.echo.read", "r");
            }
        }
    }

    @Test
    void registeringTwiceDeliversOnceAndOneUnregisterEndsIt() throws Exception {
        RawClient client = gateway.client()
                .register("streams.a.read")
                .register("streams.a.read")
                .settled();

        gateway.publish("a", 0, new byte[1]);
        assertThat(client.next().getString("type")).isEqualTo("message");
        client.settled();

        client.send(frame("unregister").put("address", "streams.a.read")).settled();
        gateway.publish("a", 1, new byte[1]);
        client.settled();

        client.send(frame("unregister").put("address", "streams.a.read"));
        assertThat(client.next().getString("message")).startsWith("unknown_address: ");
    }

    @Test
    void oneClientLeavingDoesNotDisturbAnother() throws Exception {
        RawClient stays = gateway.client().register("streams.a.read").settled();
        RawClient leaves = gateway.client().register("streams.a.read").settled();

        leaves.send(frame("unregister").put("address", "streams.a.read")).settled();
        gateway.publish("a", 0, new byte[1]);

        assertThat(stays.next().getString("address")).isEqualTo("streams.a.read");
        leaves.settled();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "streams.console.write",
                "streams.console.fetch",
                "streams.console.control",
                "streams.list",
                "streams.console",
                "__vertx.reply.1",
                "secret",
                ""
            })
    void registeringElsewhereIsDenied(String address) throws Exception {
        RawClient client = gateway.client().register(address);

        JsonObject refusal = client.next();

        assertThat(refusal.getString("type")).isEqualTo("err");
        assertThat(refusal.getString("sourceAddress")).isEqualTo(address);
        assertThat(refusal.getString("message")).startsWith("access_denied: ").contains("streams.errors");
        if (!address.isEmpty()) {
            gateway.vertx.eventBus().publish(address, "never");
        }
        client.settled();
    }

    @Test
    void registrationsAreBounded() throws Exception {
        RawClient client = gateway.client();
        for (int i = 0; i < Conversation.REGISTRATION_LIMIT; i++) {
            client.register("streams.s" + i + ".read");
        }
        client.settled().register("streams.more.read");
        assertThat(client.next().getString("message")).startsWith("too_many: ");

        client.send(frame("unregister").put("address", "streams.s0.read"))
                .register("streams.more.read")
                .settled();
        gateway.publish("more", 0, new byte[1]);
        assertThat(client.next().getString("address")).isEqualTo("streams.more.read");

        client.register("streams." + "x".repeat(300) + ".read");
        assertThat(client.next().getString("message")).startsWith("access_denied: ");
    }

    @Test
    void aBodyThatJsonCannotHoldDisturbsNobody() throws Exception {
        RawClient client = gateway.client().register("streams.a.state").settled();

        gateway.vertx.eventBus().publish("streams.a.state", new java.util.Date());
        gateway.vertx.eventBus().publish("streams.a.state", "next");

        assertThat(client.next().getString("body")).isEqualTo("next");
    }

    @Test
    void fiftyClientsAtOnceGetTheSameBytes() throws Exception {
        int clientCount = 50;
        int messages = 200;
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < clientCount; i++) {
            clients.add(gateway.client().register("streams.a.read"));
        }
        for (RawClient client : clients) {
            client.settled();
        }
        for (int i = 0; i < messages; i++) {
            gateway.publish("a", i * 100L, new byte[100]);
        }
        for (RawClient client : clients) {
            long offset = 0;
            while (offset < messages * 100L) {
                JsonObject message = client.next();
                assertThat(message.getJsonObject("headers").getString("offset")).isEqualTo(Long.toString(offset));
                offset += 100;
            }
        }
    }
}
