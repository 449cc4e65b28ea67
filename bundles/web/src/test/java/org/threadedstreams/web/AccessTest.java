package org.threadedstreams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.threadedstreams.web.Tab.frame;
import static org.threadedstreams.web.Tab.request;
import static org.threadedstreams.web.Tab.showing;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody reaches the bus without the token, and the token gets nowhere else. */
@Timeout(120)
class AccessTest {

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() throws Exception {
        site = new Site(folder);
        site.answer("streams.console.write", message -> message.reply("done"));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private static void assertSentAway(Tab tab) throws Exception {
        JsonObject refusal = tab.next();
        assertThat(refusal.getString("type")).isEqualTo("err");
        assertThat(refusal.getString("message")).startsWith("unauthorized: ");
        assertThat(tab.end().sockJs()).startsWith("c[3000,\"unauthorized: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "register", "unregister", "publish", "nonsense", ""})
    void aFirstFrameWithoutTokenIsRefusedAndTheConnectionEnds(String type) throws Exception {
        Tab tab = site.stranger();

        tab.send(request("streams.console.write", "r", "x").put("type", type));

        assertSentAway(tab);
        assertThat(site.seen).isEmpty();
    }

    @Test
    void aWrongTokenIsRefusedWhereverItIs() throws Exception {
        String token = site.token;
        for (String wrong : new String[] {
            "", "x", token.substring(1), token.substring(0, token.length() - 1), token + "x", "ä".repeat(token.length())
        }) {
            Tab tab = site.stranger();
            tab.send(showing(wrong, frame("ping")));
            assertSentAway(tab);
        }
        Tab tab = site.tab();
        tab.send(showing("x", request("streams.console.write", "r", "x")));
        assertSentAway(tab);
        assertThat(site.seen).isEmpty();
    }

    /** Vert.x's client for browsers pings as soon as it is connected, and every five seconds. */
    @Test
    void pingsNeedNoTokenGiveNothingAndAreNotAnswered() throws Exception {
        Tab tab = site.stranger();
        for (int i = 0; i < 3; i++) {
            tab.send(frame("ping"));
        }
        site.login(tab);
        tab.send(frame("ping")).send(showing(site.token, frame("ping"))).settled();

        Tab other = site.stranger().send(frame("ping")).send(request("streams.console.write", "r", "x"));
        assertSentAway(other);
        assertThat(site.seen).isEmpty();
    }

    @Test
    void framesBehindARefusedOneAreNotTaken() throws Exception {
        Tab tab = site.stranger();

        tab.send(request("streams.console.write", "r", "x"))
                .send(showing(site.token, request("streams.console.write", "r", "x")));

        assertSentAway(tab);
        assertThat(site.seen).isEmpty();
    }

    @Test
    void theTokenNeverReachesTheBus() throws Exception {
        Tab tab = site.stranger();
        JsonObject headers = new JsonObject()
                .put("authorization", "Bearer " + site.token)
                .put("Authorization", "Bearer " + site.token)
                .put("mine", "kept");
        for (int i = 0; i < 3; i++) {
            tab.send(request("streams.console.write", "r", "x").put("headers", headers));
            assertThat(tab.next().toString()).contains("done").doesNotContain(site.token);
        }

        assertThat(site.seen).hasSize(3).allSatisfy(message -> {
            assertThat(message.headers().names()).containsExactly("mine");
            assertThat(message.headers().toString()).doesNotContain(site.token);
        });
    }

    @Test
    void whoShowsNoTokenInTimeIsSentAway() throws Exception {
        try (Site hasty = new Site(folder, "127.0.0.1", AccessTest::hurried)) {
            Tab known = hasty.tab();
            Tab silent = hasty.stranger();
            Tab pings = hasty.stranger().send(frame("ping"));
            Tab half = hasty.stranger().sendFrame(Tab.TEXT, false, new byte[] {'['});
            assertSentAway(silent);
            assertSentAway(pings);
            assertSentAway(half);
            await().atMost(Duration.ofSeconds(30)).until(() -> hasty.server.clients() == 1);
            known.settled();
        }
    }

    /** Half a minute is a second there. */
    private static Vertx hurried(Vertx vertx) {
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {VertxInternal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setTimer") && arguments[0].equals(30_000L)) {
                        arguments[0] = 1000L;
                    }
                    return method.invoke(vertx, arguments);
                });
    }
}
