package org.threadedstreams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.threadedstreams.web.Tab.frame;
import static org.threadedstreams.web.Tab.request;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;

/** The event bus as a tab sees it. */
@Timeout(120)
class BusTest {

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() throws Exception {
        site = new Site(folder);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void infoOffersTheWebSocketAndNoCookie() throws Exception {
        Http.Answer answer =
                site.http().ask("GET", "/eventbus/info?t=1234567890").answer();

        JsonObject info = new JsonObject(answer.body());
        assertThat(info.getBoolean("websocket")).isTrue();
        assertThat(info.getBoolean("cookie_needed")).isFalse();
        assertThat(info.getLong("entropy")).isBetween(0L, (1L << 32) - 1);
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("cache-control", "no-store");
    }

    @Test
    void aTabIsToldThatItIsOpenBeforeItHasShownAnything() throws Exception {
        assertThat(site.stranger().nextFrame().text()).isEqualTo("o");
    }

    @Test
    void whatIsNoWebSocketIsRefused() throws Exception {
        assertThat(site.http().ask("GET", Site.PATH).answer().status()).isEqualTo(400);
        assertThat(site.http()
                        .ask(
                                "GET",
                                Site.PATH,
                                "Connection: Upgrade",
                                "Upgrade: websocket",
                                "Sec-WebSocket-Version: 7654",
                                "Sec-WebSocket-Key: x")
                        .answer()
                        .status())
                .isEqualTo(426);
    }

    @Test
    void bytesAndAnyTextArriveAsTheyWere() throws Exception {
        String odd = "\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028\ufeff\uffff größer 😀";
        site.answer("streams.a.write", message -> message.reply(message.body()));
        Tab tab = site.tab().register("streams.a.read").settled();

        site.publish("a", 42, new byte[] {-5, -1, 0, 1});
        JsonObject read = tab.next();
        assertThat(read.getString("body")).isEqualTo("-_8AAQ");
        assertThat(read.getJsonObject("headers").getString("offset")).isEqualTo("42");

        tab.send(request("streams.a.write", "r", odd));
        assertThat(tab.next().getString("body")).isEqualTo(odd);
        assertThat(site.seen.remove().body()).isEqualTo(odd);
    }

    @Test
    void aMessageInPiecesAndSeveralInOneAreTaken() throws Exception {
        site.answer("streams.a.write", message -> message.reply(message.body()));
        Tab tab = site.tab();
        String json = new JsonArray()
                .add(request("streams.a.write", "r", "größer").encode())
                .encode();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            tab.sendFrame(i == 0 ? Tab.TEXT : Tab.CONTINUATION, false, new byte[] {bytes[i]});
            if (i == bytes.length / 2) {
                tab.sendFrame(Tab.PING, true, new byte[] {7});
                assertThat(tab.nextFrame()).satisfies(pong -> {
                    assertThat(pong.opcode()).isEqualTo(Tab.PONG);
                    assertThat(pong.payload()).containsExactly(7);
                });
            }
        }
        tab.sendFrame(Tab.CONTINUATION, true, new byte[0]);
        assertThat(tab.next().getString("body")).isEqualTo("größer");

        JsonArray many = new JsonArray();
        for (int i = 0; i < 100; i++) {
            many.add(request("streams.a.write", "r" + i, i).encode());
        }
        tab.sendText(many.encode());
        for (int i = 0; i < 100; i++) {
            assertThat(tab.next().getInteger("body")).isEqualTo(i);
        }
        tab.sendText("[]")
                .sendText("")
                .sendText(new JsonArray().add(json(7)).encode().replaceAll("^.|.$", ""));
        assertThat(tab.next().getInteger("body")).isEqualTo(7);
    }

    private static String json(int body) {
        return request("streams.a.write", "r", body).encode();
    }

    @Test
    void aFailureHasItsCodeAndTheBytes() throws Exception {
        byte[] unsent = "world".getBytes(StandardCharsets.UTF_8);
        StreamException cause =
                new StreamException(StreamCode.WRITE_FAILED, "cut", Unread.NONE, new Unsent(5, 5, 2, unsent, false));
        site.answer("streams.a.write", message -> message.reply(new Failure(cause)));
        Tab tab = site.tab();

        tab.send(request("streams.a.write", "r", "hello world"));

        JsonObject failure = tab.next();
        assertThat(failure.getString("type")).isEqualTo("err");
        assertThat(failure.getString("address")).isEqualTo("r");
        assertThat(failure.getString("code")).isEqualTo("WRITE_FAILED");
        assertThat(failure.getInteger("failureCode")).isEqualTo(3);
        assertThat(failure.getJsonObject("unsent").getString("bytes")).isEqualTo("d29ybGQ");
        assertThat(failure.getJsonObject("unsent").getInteger("doubt")).isEqualTo(2);
    }

    private static final class Failure extends ReplyException {
        private static final long serialVersionUID = 1L;

        Failure(StreamException cause) {
            super(ReplyFailure.RECIPIENT_FAILURE, cause.code().number(), cause.getMessage(), cause, true);
        }
    }

    @Test
    void addressesThatAreNotForClientsAreDenied() throws Exception {
        Tab tab = site.tab();
        site.answer("elsewhere", message -> message.reply("never"));

        tab.send(request("elsewhere", "r", "x"));
        assertThat(tab.next().getString("message")).startsWith("access_denied: ");
        tab.register("elsewhere");
        assertThat(tab.next().getString("message")).startsWith("access_denied: ");
        tab.send(frame("publish").put("address", "streams.a.write").put("body", "x"));
        assertThat(tab.next().getString("message")).startsWith("access_denied: ");
        tab.settled();
        assertThat(site.seen).isEmpty();
    }

    @Test
    void registeringTwiceDeliversOnceAndOneUnregisterEndsIt() throws Exception {
        Tab tab =
                site.tab().register("streams.a.read").register("streams.a.read").settled();
        site.publish("a", 0, new byte[1]);
        assertThat(tab.next().getString("address")).isEqualTo("streams.a.read");
        tab.settled();

        tab.send(frame("unregister").put("address", "streams.a.read")).settled();
        site.publish("a", 1, new byte[1]);
        tab.settled();
        tab.send(frame("unregister").put("address", "streams.a.read"));
        assertThat(tab.next().getString("message")).startsWith("unknown_address: ");
    }

    @Test
    void tabsSeeACleanEndWhenThePageIsNoLongerServed() throws Exception {
        List<Tab> tabs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tabs.add(site.tab().register("streams.a.read").settled());
        }
        var closing = site.server.close();
        for (Tab tab : tabs) {
            Tab.End end = tab.end();
            assertThat(end.sockJs()).isEqualTo("c[3001,\"the gateway stops\"]");
            assertThat(end.code()).isEqualTo(1000);
        }
        closing.await(30, TimeUnit.SECONDS);
        assertThat(site.server.clients()).isZero();
    }
}
