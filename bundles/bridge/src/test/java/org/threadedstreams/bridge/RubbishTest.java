package org.threadedstreams.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.threadedstreams.bridge.RawClient.frame;
import static org.threadedstreams.bridge.RawClient.request;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.threadedstreams.bridge.conversation.Conversation;

/** Whatever a client sends: a clear refusal, no stack trace, and no harm to anyone else. */
@Timeout(120)
class RubbishTest {

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

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Conversation.FRAME_LIMIT_BYTES + 1, Integer.MAX_VALUE, 0x47455420})
    void anImpossibleLengthIsRefusedAndTheConnectionEnds(int length) throws Exception {
        RawClient client = gateway.client();

        client.sendRaw(ByteBuffer.allocate(4).putInt(length).array());
        sendUntilItFails(client);

        assertThat(client.next().getString("message"))
                .startsWith("malformed: ")
                .contains(Integer.toString(length))
                .contains(Integer.toString(Conversation.FRAME_LIMIT_BYTES));
        assertThat(client.ended()).isTrue();
    }

    /** An oversize frame goes on after its length; what is sent then must not take the refusal away. */
    private static void sendUntilItFails(RawClient client) {
        try {
            client.sendRaw(new byte[256 * 1024]);
        } catch (IOException refused) {
            assertThat(refused).isNotNull();
        }
    }

    @Test
    void aStrangersImpossibleLengthIsRefusedToo() throws Exception {
        RawClient client = gateway.stranger();

        client.sendRaw("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));

        assertThat(client.next().getString("message")).startsWith("malformed: ");
        assertThat(client.ended()).isTrue();
    }

    @Test
    void theLongestFrameIsTaken() throws Exception {
        RawClient client = gateway.client();
        int rest = request("streams.console.write", "r", "").encode().length();

        client.send(request("streams.console.write", "r", "x".repeat(Conversation.FRAME_LIMIT_BYTES - rest)));

        assertThat(client.next().getString("body")).isEqualTo("done");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "[]",
                "\"text\"",
                "null",
                "17",
                "{\"type\":\"ping\"} {}",
                "{\"type\":17}",
                "{\"type\":\"send\",\"address\":[]}",
                "{\"type\":\"send\",\"address\":{\"a\":1}}",
                "{\"type\":\"send\",\"address\":\"streams.list\",\"replyAddress\":1}",
                "{\"type\":\"ping\",\"headers\":[]}",
                "{\"type\":\"ping\",\"headers\":\"x\"}",
                "{\"type\":\"ping\",\"headers\":{\"a\":{}}}",
                "{\"type\":\"ping\",\"headers\":{\"a\":null}}",
                "{\"type\":\"ping\",\"headers\":{\"authorization\":[]}}",
                "{\"type\":\"ping\",\"headers\":{\"\":null}}",
                "{\"type\":\"send\",\"address\":\"streams.console.write\",\"body\":123456789012345678901234567890}",
                "{\"type\":\"send\",\"address\":\"streams.console.write\",\"body\":1e999999999}",
            })
    void aMalformedFrameIsRefusedAndTheConnectionGoesOn(String json) throws Exception {
        RawClient client = gateway.client();

        client.sendText(json);

        JsonObject refusal = client.next();
        assertThat(refusal.getString("type")).isEqualTo("err");
        assertThat(refusal.getString("message")).startsWith("malformed: ");
        client.settled();
        assertThat(gateway.seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":null}", "{\"type\":\"\"}", "{\"type\":\"rec\"}", "{\"type\":\"PING\"}"})
    void anUnknownTypeIsRefusedAndTheConnectionGoesOn(String json) throws Exception {
        RawClient client = gateway.client();

        client.sendText(json);

        assertThat(client.next().getString("message"))
                .startsWith("unknown_type: ")
                .contains("register");
        client.settled();
    }

    @Test
    void headersWithOddNamesAndValuesAreTaken() throws Exception {
        RawClient client = gateway.client();

        client.send(request("streams.console.write", "r", "x")
                .put(
                        "headers",
                        new JsonObject()
                                .put("", "empty")
                                .put("a\r\nb", "c\r\nd")
                                .put("größe", "\u0000")));

        assertThat(client.next().getString("body")).isEqualTo("done");
    }

    @Test
    void deepJsonIsRefused() throws Exception {
        RawClient client = gateway.client();

        client.sendText("[".repeat(500_000) + "]".repeat(500_000));

        assertThat(client.next().getString("message")).startsWith("malformed: ");
        client.settled();
    }

    @Test
    void aLoneSurrogateComesBackWithoutHarm() throws Exception {
        RawClient client = gateway.client();

        client.sendText("{\"type\":\"send\",\"address\":\"\\ud800\",\"replyAddress\":\"\\ud800\"}");

        assertThat(client.next().getString("message")).startsWith("access_denied: ");
        client.settled();
    }

    @Test
    void framesMayArriveByteByByteOrManyAtOnce() throws Exception {
        RawClient client = gateway.client();
        byte[] json = request("streams.console.write", "r", "x").encode().getBytes(StandardCharsets.UTF_8);
        byte[] one = ByteBuffer.allocate(4 + json.length)
                .putInt(json.length)
                .put(json)
                .array();
        for (byte b : one) {
            client.sendRaw(new byte[] {b});
        }
        assertThat(client.next().getString("body")).isEqualTo("done");

        ByteBuffer many = ByteBuffer.allocate(one.length * 1000);
        for (int i = 0; i < 1000; i++) {
            many.put(one);
        }
        client.sendRaw(many.array());
        for (int i = 0; i < 1000; i++) {
            assertThat(client.next().getString("body")).isEqualTo("done");
        }
    }

    @Test
    void randomBytesHarmNobody() throws Exception {
        Random random = new Random(7);
        RawClient witness = gateway.client().register("streams.a.read").settled();
        for (int i = 0; i < 100; i++) {
            try (RawClient client = new RawClient(gateway.address)) {
                if (i % 2 == 0) {
                    client.login(gateway.token);
                }
                byte[] bytes = new byte[random.nextInt(5000)];
                random.nextBytes(bytes);
                if (i % 3 == 0 && bytes.length > 4) {
                    ByteBuffer.wrap(bytes).putInt(bytes.length - 4);
                }
                client.sendRaw(bytes);
            }
        }
        gateway.publish("a", 0, new byte[1]);
        assertThat(witness.next().getString("address")).isEqualTo("streams.a.read");
    }

    @Test
    void aClientThatVanishesInTheMiddleHarmsNobody() throws Exception {
        RawClient witness = gateway.client().register("streams.a.read").settled();
        for (int i = 0; i < 50; i++) {
            try (RawClient client = new RawClient(gateway.address).login(gateway.token)) {
                client.register("streams.a.read")
                        .send(request("streams.console.write", "r", "x"))
                        .send(frame("ping"))
                        .sendRaw(new byte[] {0, 0, 1});
            }
            gateway.publish("a", i, new byte[1]);
            assertThat(witness.next().getJsonObject("headers").getString("offset"))
                    .isEqualTo(Integer.toString(i));
        }
    }
}
