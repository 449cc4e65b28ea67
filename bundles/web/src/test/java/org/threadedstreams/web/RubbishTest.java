package org.threadedstreams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.threadedstreams.web.Tab.request;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a tab sends: a clear refusal, nothing in the log, and no harm to anyone else. */
@Timeout(120)
class RubbishTest {

    private static final int LIMIT = SockJsSocket.MESSAGE_LIMIT_BYTES;

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() throws Exception {
        site = new Site(folder);
        site.answer("streams.a.write", message -> message.reply("done"));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private static void assertRefusedAndEnded(Tab tab, String words) throws Exception {
        assertThat(tab.next().getString("message")).startsWith("malformed: ").contains(words);
        Tab.End end = tab.end();
        assertThat(end.sockJs()).startsWith("c[3000,\"malformed: ");
        assertThat(end.code()).isEqualTo(1000);
    }

    private static byte[] message(int length) {
        String around = new JsonArray()
                .add(request("streams.a.write", "r", "").encode())
                .encode();
        String json = new JsonArray()
                .add(request("streams.a.write", "r", "x".repeat(length - around.length()))
                        .encode())
                .encode();
        assertThat(json).hasSize(length);
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theLongestMessageIsTaken() throws Exception {
        Tab tab = site.tab().sendFrame(Tab.TEXT, true, message(LIMIT));
        assertThat(tab.next().getString("body")).isEqualTo("done");
    }

    @Test
    void aLongerOneIsRefusedAlthoughItGoesOn() throws Exception {
        for (int length : new int[] {LIMIT + 1, 4 * LIMIT}) {
            for (Tab tab : new Tab[] {site.tab(), site.stranger()}) {
                sendAnyway(tab, Tab.TEXT, true, message(length));
                assertRefusedAndEnded(tab, "at most " + LIMIT + " bytes");
            }
        }
    }

    @Test
    void aLongerOneInPiecesIsRefused() throws Exception {
        Tab tab = site.tab();
        byte[] piece = new byte[64 * 1024];
        for (int i = 0; i <= LIMIT / piece.length; i++) {
            sendAnyway(tab, i == 0 ? Tab.TEXT : Tab.CONTINUATION, false, piece);
        }
        assertRefusedAndEnded(tab, "at most " + LIMIT + " bytes");
    }

    private static void sendAnyway(Tab tab, int opcode, boolean last, byte[] payload) {
        try {
            tab.sendFrame(opcode, last, payload);
        } catch (IOException refused) {
            assertThat(refused).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void whatIsNoWebSocketFrameIsRefused() throws Exception {
        byte[] unmasked = {(byte) 0x81, 2, '[', ']'};
        byte[] reserved = {(byte) 0xf1, (byte) 0x80, 1, 2, 3, 4};
        byte[] unknown = {(byte) 0x83, (byte) 0x80, 1, 2, 3, 4};
        byte[] negative = {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4};
        byte[] longPing = {(byte) 0x89, (byte) 0xfe, 1, 0, 1, 2, 3, 4};
        byte[] continued = {(byte) 0x80, (byte) 0x80, 1, 2, 3, 4};
        for (byte[] rubbish : new byte[][] {unmasked, reserved, unknown, negative, longPing, continued}) {
            Tab tab = rubbish.length % 2 == 0 ? site.tab() : site.stranger();
            tab.sendRaw(rubbish);
            assertRefusedAndEnded(tab, "");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nonsense",
                "{}",
                "[",
                "[17]",
                "[null]",
                "[[\"x\"]]",
                "[{}]",
                "17",
                "null",
                "true",
                "[\"a\",1]",
                "[\"a\"] []",
                "[\"a\""
            })
    void whatSockJsDoesNotSendIsRefused(String text) throws Exception {
        Tab tab = site.tab().sendText(text);
        assertRefusedAndEnded(tab, "");
        assertThat(site.seen).isEmpty();
    }

    @Test
    void binaryBadUtf8AndTooManyAtOnceAreRefused() throws Exception {
        assertRefusedAndEnded(site.tab().sendFrame(Tab.BINARY, true, new byte[] {'[', ']'}), "text");
        assertRefusedAndEnded(site.tab().sendFrame(Tab.TEXT, true, new byte[] {'[', '"', -1, -2, '"', ']'}), "SockJS");
        assertRefusedAndEnded(site.tab().sendText("[" + "\"\",".repeat(300_000) + "\"\"]"), "at most 100");
        assertRefusedAndEnded(site.tab().sendText("[".repeat(500_000)), "SockJS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "[]", "{\"type\":17}", "{\"type\":\"send\",\"address\":[]}", "\u0000"})
    void aFrameThatMakesNoSenseIsRefusedAndTheConnectionGoesOn(String frame) throws Exception {
        Tab tab = site.tab().sendText(new JsonArray().add(frame).encode());
        assertThat(tab.next().getString("message")).startsWith("malformed: ");
        tab.settled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":\"\"}", "{\"type\":\"rec\"}", "{\"type\":\"PING\"}"})
    void anUnknownTypeIsRefusedAndTheConnectionGoesOn(String frame) throws Exception {
        Tab tab = site.tab().sendText(new JsonArray().add(frame).encode());
        assertThat(tab.next().getString("message")).startsWith("unknown_type: ");
        tab.settled();
    }

    @Test
    void aLoneSurrogateComesBackWithoutHarm() throws Exception {
        Tab tab = site.tab()
                .sendText(new JsonArray()
                        .add("{\"type\":\"send\",\"address\":\"\\ud800\",\"replyAddress\":\"\\ud800\"}")
                        .encode());
        assertThat(tab.next().getString("message")).startsWith("access_denied: ");
        tab.settled();
    }

    @Test
    void randomBytesHarmNobody() throws Exception {
        Random random = new Random(7);
        Tab witness = site.tab().register("streams.a.read").settled();
        for (int i = 0; i < 100; i++) {
            try (Tab tab = Tab.open(site.address, 0, Site.PATH)) {
                if (i % 2 == 0) {
                    site.login(tab).register("streams.a.read");
                }
                byte[] bytes = new byte[random.nextInt(5000)];
                random.nextBytes(bytes);
                if (i % 3 == 0) {
                    tab.sendFrame(random.nextInt(16), random.nextBoolean(), bytes);
                } else {
                    tab.sendRaw(bytes);
                }
            }
        }
        site.publish("a", 0, new byte[1]);
        assertThat(witness.next().getString("address")).isEqualTo("streams.a.read");
    }

    @Test
    void whoVanishesInTheMiddleHarmsNobody() throws Exception {
        Tab witness = site.tab().register("streams.a.read").settled();
        for (int i = 0; i < 50; i++) {
            try (Tab tab = Tab.open(site.address, 0, Site.PATH)) {
                site.login(tab)
                        .register("streams.a.read")
                        .send(request("streams.a.write", "r", "x"))
                        .sendFrame(Tab.TEXT, false, new byte[] {'['});
            }
            site.publish("a", i, new byte[1]);
            assertThat(witness.next().getJsonObject("headers").getString("offset"))
                    .isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void aTabThatClosesGetsItsCloseBack() throws Exception {
        Tab tab = site.tab().register("streams.a.read").settled();
        tab.sendFrame(Tab.CLOSE, true, new byte[] {3, (byte) 0xe8});
        assertThat(tab.nextFrame().opcode()).isEqualTo(Tab.CLOSE);
        assertThat(tab.ended()).isTrue();
    }

    @Test
    void oneConnectionRegistersForSoManyAndNoMore() throws Exception {
        Tab tab = site.tab();
        for (int i = 0; i < 1000; i++) {
            tab.register("streams.s" + i + ".read");
        }
        tab.settled().register("streams.more.read");
        JsonObject refusal = tab.next();
        assertThat(refusal.getString("message")).startsWith("too_many: ");
        assertThat(refusal.getString("sourceAddress")).isEqualTo("streams.more.read");
    }
}
