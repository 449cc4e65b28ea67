package org.threadedstreams.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.threadedstreams.bridge.RawClient.frame;
import static org.threadedstreams.bridge.RawClient.request;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
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

/** Nobody gets past without the token, and the token gets nowhere else. */
@Timeout(60)
class AccessTest {

    @TempDir
    Path home;

    private Gateway gateway;

    @BeforeEach
    void open() throws Exception {
        gateway = new Gateway(home);
        gateway.answer("streams.console.write", message -> message.reply("done"));
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
    }

    private static JsonObject authorization(String value) {
        return new JsonObject().put("authorization", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "register", "unregister", "publish", "nonsense", ""})
    void aFirstFrameWithoutTokenIsRefusedAndTheConnectionEnds(String type) throws Exception {
        RawClient client = gateway.stranger();

        client.send(request("streams.console.write", "r", "x").put("type", type));

        assertThat(client.next().getString("message"))
                .startsWith("unauthorized: ")
                .contains("data/token");
        assertThat(client.ended()).isTrue();
        assertThat(gateway.seen).isEmpty();
    }

    @Test
    void aWrongTokenIsRefusedWhereverItIs() throws Exception {
        String token = gateway.token;
        List<RawClient> clients = new ArrayList<>();
        for (String wrong : List.of(
                "",
                "Bearer",
                "Bearer ",
                "Bearer x",
                token,
                "Basic " + token,
                "Bearer " + token + "x",
                "Bearer " + token.substring(1),
                "Bearer " + token.substring(0, token.length() - 1),
                "Bearer " + token.substring(0, token.length() - 1) + "~",
                "Bearer ~" + token.substring(1),
                "Bearer " + "ä".repeat(token.length()),
                "Bearer " + token.repeat(20_000))) {
            clients.add(gateway.stranger().send(frame("ping").put("headers", authorization(wrong))));
        }
        for (RawClient client : clients) {
            assertThat(client.next().getString("message")).startsWith("unauthorized: ");
            assertThat(client.ended()).isTrue();
        }
        RawClient client = gateway.client();
        client.send(frame("ping").put("headers", authorization("Bearer x")));
        assertThat(client.next().getString("message"))
                .startsWith("unauthorized: ")
                .doesNotContain("Bearer x");
        assertThat(client.ended()).isTrue();
    }

    @Test
    void framesBehindARefusedOneAreNotTaken() throws Exception {
        RawClient client = gateway.stranger();

        client.send(request("streams.console.write", "r", "x"))
                .send(request("streams.console.write", "r", "x")
                        .put("headers", authorization("Bearer " + gateway.token)));

        assertThat(client.next().getString("message")).startsWith("unauthorized: ");
        assertThat(client.ended()).isTrue();
        assertThat(gateway.seen).isEmpty();
    }

    /** Vert.x's clients begin with one, whatever their user does. */
    @Test
    void aPingWithoutTokenIsRefusedAndGivesNothing() throws Exception {
        RawClient client = gateway.stranger();

        for (int i = 0; i < 3; i++) {
            client.send(frame("ping"));
            assertThat(client.next().getString("message")).startsWith("unauthorized: ");
        }
        client.send(request("streams.console.write", "r", "x"));
        assertThat(client.next().getString("message")).startsWith("unauthorized: ");
        assertThat(client.ended()).isTrue();
        assertThat(gateway.seen).isEmpty();
    }

    @Test
    void theTokenMayComeAfterAPingWithoutIt() throws Exception {
        RawClient client = gateway.stranger().send(frame("ping"));
        assertThat(client.next().getString("message")).startsWith("unauthorized: ");

        client.login(gateway.token).send(request("streams.console.write", "r", "x"));

        assertThat(client.next().getString("body")).isEqualTo("done");
    }

    @Test
    void theTokenNeverReachesTheBus() throws Exception {
        RawClient client = gateway.stranger();
        JsonObject headers = new JsonObject()
                .put("authorization", "Bearer " + gateway.token)
                .put("Authorization", "Bearer " + gateway.token)
                .put("AUTHORIZATION", "bearer " + gateway.token)
                .put("mine", "kept");

        for (int i = 0; i < 3; i++) {
            client.send(request("streams.console.write", "r", "x").put("headers", headers));
            assertThat(client.next().toString()).contains("done").doesNotContain(gateway.token);
        }

        assertThat(gateway.seen).hasSize(3).allSatisfy(message -> {
            assertThat(message.headers().names()).containsExactly("mine");
            assertThat(message.headers().toString()).doesNotContain(gateway.token);
        });
    }

    @Test
    void whoShowsNoTokenInTimeIsSentAway() throws Exception {
        try (Gateway hasty = new Gateway(home, AccessTest::hurried)) {
            RawClient known = hasty.client();
            RawClient silent = hasty.stranger();
            RawClient half = hasty.stranger().sendRaw(new byte[] {0, 0, 1, 0, '{'});
            RawClient pings = hasty.stranger().send(frame("ping"));
            assertThat(pings.next().getString("message")).startsWith("unauthorized: ");
            for (RawClient client : List.of(silent, half, pings)) {
                assertThat(client.next().getString("message"))
                        .startsWith("unauthorized: ")
                        .endsWith(" within 30 s");
                assertThat(client.ended()).isTrue();
            }
            await().until(() -> hasty.server.clients() == 1);
            known.settled();
        }
    }

    /** Half a minute is a quarter of a second there. */
    private static Vertx hurried(Vertx vertx) {
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {VertxInternal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setTimer") && arguments[0].equals(30_000L)) {
                        arguments[0] = 250L;
                    }
                    return method.invoke(vertx, arguments);
                });
    }

    @Test
    void aRefusedFrameIsNotEchoedWithItsToken() throws Exception {
        RawClient client = gateway.client();

        client.sendText("{\"type\":\"ping\",\"headers\":{\"authorization\":\"Bearer " + gateway.token + "\"");

        assertThat(client.next().toString()).contains("malformed").doesNotContain(gateway.token);
    }
}
