package org.threadedstreams.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.threadedstreams.bridge.RawClient.frame;
import static org.threadedstreams.bridge.RawClient.request;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;

/** What requests become on the bus, and what their answers become on the wire. */
@Timeout(60)
class RequestTest {

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
    void aReplyIsAMessageToTheReplyAddress() throws Exception {
        gateway.answer("streams.console.write", message -> message.reply(new JsonObject().put("bytes", 4)));
        RawClient client = gateway.client();

        client.send(request("streams.console.write", "r1", "help"));

        JsonObject reply = client.next();
        assertThat(reply.getString("type")).isEqualTo("message");
        assertThat(reply.getString("address")).isEqualTo("r1");
        assertThat(reply.getBoolean("send")).isTrue();
        assertThat(reply.getJsonObject("body")).isEqualTo(new JsonObject().put("bytes", 4));
        assertThat(reply.getJsonObject("headers")).isEmpty();
        assertThat(gateway.seen.remove().body()).isEqualTo("help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"streams.list", "streams.endpoints", "streams.transports"})
    void whatBelongsToNoStreamCanBeAsked(String address) throws Exception {
        gateway.answer(address, message -> message.reply(new JsonArray().add(new JsonObject())));
        RawClient client = gateway.client();

        client.send(request(address, "r", new JsonObject()));

        assertThat(client.next().getJsonArray("body")).hasSize(1);
    }

    @Test
    void bytesAreBase64UrlWithoutPadding() throws Exception {
        byte[] bytes = {-5, -1, 0, 1};
        gateway.answer(
                "streams.console.fetch",
                message -> message.reply(Buffer.buffer(bytes), new DeliveryOptions().addHeader("next", "4")));
        RawClient client = gateway.client();

        client.send(request("streams.console.fetch", "r", new JsonObject().put("from", 0)));

        JsonObject reply = client.next();
        assertThat(reply.getString("body")).isEqualTo("-_8AAQ");
        assertThat(reply.getJsonObject("headers").getString("next")).isEqualTo("4");
    }

    @Test
    void bodiesOfEveryJsonKindArrive() throws Exception {
        gateway.answer("streams.console.write", message -> message.reply(message.body()));
        RawClient client = gateway.client();
        for (Object body : new Object[] {
            "ä€😀\u0000\"\\", 7, 1L << 40, 0.5, true, new JsonObject().put("a", new JsonArray().add(1)), new JsonArray()
        }) {
            client.send(request("streams.console.write", "r", body));
            assertThat(client.next().getValue("body")).isEqualTo(body);
        }
        client.send(request("streams.console.write", "r", null));
        assertThat(client.next().containsKey("body")).isFalse();
    }

    @Test
    void headersArriveAndNoneOfThemSteersTheBus() throws Exception {
        gateway.answer("streams.console.write", message -> message.reply("ok"));
        RawClient client = gateway.client();

        client.send(request("streams.console.write", "r", "x")
                .put(
                        "headers",
                        new JsonObject()
                                .put("timeout", "1")
                                .put("codecName", "nonsense")
                                .put("localOnly", true)
                                .put("timeoutMillis", 5)));

        assertThat(client.next().getString("body")).isEqualTo("ok");
        Message<?> message = gateway.seen.remove();
        assertThat(message.headers())
                .extracting(Map.Entry::getKey, Map.Entry::getValue)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("timeout", "1"),
                        org.assertj.core.groups.Tuple.tuple("codecName", "nonsense"),
                        org.assertj.core.groups.Tuple.tuple("localOnly", "true"),
                        org.assertj.core.groups.Tuple.tuple("timeoutMillis", "5"));
    }

    @Test
    void aFailedRequestCarriesCodeAndUnsentBytes() throws Exception {
        byte[] bytes = "reboot\n".getBytes(StandardCharsets.UTF_8);
        StreamException full = new StreamException(
                StreamCode.BACK_PRESSURED, "the queue is full", Unread.NONE, new Unsent(12, 7, 3, bytes, false));
        gateway.answer("streams.console.write", message -> message.reply(Gateway.failure(full)));
        RawClient client = gateway.client();

        client.send(request("streams.console.write", "r9", "reboot\n"));

        assertThat(client.next())
                .isEqualTo(frame("err")
                        .put("address", "r9")
                        .put("sourceAddress", "streams.console.write")
                        .put("failureCode", 8)
                        .put("failureType", "RECIPIENT_FAILURE")
                        .put("message", "BACK_PRESSURED: the queue is full")
                        .put("code", "BACK_PRESSURED")
                        .put(
                                "unsent",
                                new JsonObject()
                                        .put("offset", 12)
                                        .put("count", 7)
                                        .put("doubt", 3)
                                        .put(
                                                "bytes",
                                                Base64.getUrlEncoder()
                                                        .withoutPadding()
                                                        .encodeToString(bytes))
                                        .put("truncated", false)));
    }

    @Test
    void aFailureThatIsNoStreamsIsPassedOnAsItIs() throws Exception {
        gateway.answer("streams.console.control", message -> message.fail(500, "odd"));
        RawClient client = gateway.client();

        client.send(request("streams.console.control", "r", new JsonObject().put("op", "x")));

        JsonObject failure = client.next();
        assertThat(failure.getInteger("failureCode")).isEqualTo(500);
        assertThat(failure.getString("message")).isEqualTo("odd");
        assertThat(failure.containsKey("code")).isFalse();
        assertThat(failure.containsKey("unsent")).isFalse();
    }

    @Test
    void anAnswerThatJsonCannotHoldIsAFailure() throws Exception {
        gateway.answer("streams.console.control", message -> message.reply(new java.util.Date()));
        RawClient client = gateway.client();

        client.send(request("streams.console.control", "r", new JsonObject()));

        JsonObject failure = client.next();
        assertThat(failure.getString("type")).isEqualTo("err");
        assertThat(failure.getString("address")).isEqualTo("r");
        assertThat(failure.getString("message")).contains("JSON cannot hold");
    }

    @Test
    void aSendWithoutReplyAddressIsAnsweredOnlyWhenItFails() throws Exception {
        gateway.answer("streams.good.write", message -> message.reply("fine"));
        gateway.answer(
                "streams.bad.write",
                message -> message.reply(Gateway.failure(new StreamException(StreamCode.NOT_OPEN, "not now"))));
        RawClient client = gateway.client();

        client.send(frame("send").put("address", "streams.good.write").put("body", "x"));
        client.send(frame("send").put("address", "streams.bad.write").put("body", "x"));

        JsonObject failure = client.next();
        assertThat(failure.getString("type")).isEqualTo("err");
        assertThat(failure.containsKey("address")).isFalse();
        assertThat(failure.getString("sourceAddress")).isEqualTo("streams.bad.write");
        assertThat(failure.getString("code")).isEqualTo("NOT_OPEN");
    }

    @Test
    void anUnknownStreamIsNamedWithTheNearestKnownOneAndTheBytesComeBack() throws Exception {
        gateway.streams("console", "power");
        RawClient client = gateway.client();

        client.send(request("streams.consle.write", "r", new JsonObject().put("bytes", "-_8AAQ")));

        JsonObject failure = client.next();
        assertThat(failure.getInteger("failureCode")).isEqualTo(10);
        assertThat(failure.getString("code")).isEqualTo("NO_SUCH_STREAM");
        assertThat(failure.getString("message"))
                .startsWith("NO_SUCH_STREAM: ")
                .contains("consle")
                .contains("did you mean console?");
        assertThat(failure.getJsonObject("unsent").getString("bytes")).isEqualTo("-_8AAQ");
        assertThat(failure.getJsonObject("unsent").getInteger("count")).isEqualTo(4);
    }

    @Test
    void anUnknownStreamWithoutAnythingNearSaysWhatToAdd() throws Exception {
        RawClient client = gateway.client();

        client.send(request("streams.lab-7.fetch", "r", new JsonObject()));

        assertThat(client.next().getString("message"))
                .startsWith("NO_SUCH_STREAM: ")
                .contains("etc/stream-lab-7.cfg");
    }

    @Test
    void withoutStreamsTheListFails() throws Exception {
        RawClient client = gateway.client();

        client.send(request("streams.list", "r", new JsonObject()));

        JsonObject failure = client.next();
        assertThat(failure.getString("failureType")).isEqualTo("NO_HANDLERS");
        assertThat(failure.containsKey("code")).isFalse();
    }

    @Test
    void requestsRunSideBySide() throws Exception {
        gateway.answer(
                "streams.slow.write",
                message -> gateway.vertx.eventBus().<Object>consumer("release", go -> message.reply("slow")));
        gateway.answer("streams.quick.write", message -> message.reply("quick"));
        RawClient client = gateway.client();

        client.send(request("streams.slow.write", "s", "x"));
        client.send(request("streams.quick.write", "q", "x"));

        assertThat(client.next().getString("address")).isEqualTo("q");
        gateway.vertx.eventBus().publish("release", "");
        assertThat(client.next().getString("address")).isEqualTo("s");
    }

    @Test
    void aWriteWaitsLongerThanItsOwnDeadline() throws Exception {
        gateway.answer(
                "streams.console.write",
                message -> gateway.vertx.setTimer(
                        300,
                        late -> message.reply(Gateway.failure(
                                new StreamException(StreamCode.WRITE_TIMEOUT, "not handed over within 100 ms")))));
        RawClient client = gateway.client();

        client.send(request("streams.console.write", "r", "x")
                .put("headers", new JsonObject().put("timeoutMillis", "100")));

        assertThat(client.next().getString("code")).isEqualTo("WRITE_TIMEOUT");
        client.settled();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "streams.console.read",
                "streams.console.lines",
                "streams.console.errors",
                "streams.console.state",
                "streams.errors",
                "streams.state",
                "streams.console.write.",
                "streams..write",
                "streams.console.WRITE",
                "streams.console.reply",
                "__vertx.reply.1",
                "other",
                "",
                "streams.list ",
                "streams.endpoints.read"
            })
    void sendingElsewhereIsDenied(String address) throws Exception {
        gateway.answer(address.isEmpty() ? "empty" : address, message -> message.reply("never"));
        RawClient client = gateway.client();

        client.send(request(address, "r", "x"));

        JsonObject refusal = client.next();
        assertThat(refusal.getString("type")).isEqualTo("err");
        assertThat(refusal.getString("address")).isEqualTo("r");
        assertThat(refusal.getString("message"))
                .startsWith("access_denied: ")
                .contains("\"" + address + "\"")
                .contains("streams.list");
        client.settled();
        assertThat(gateway.seen).isEmpty();
    }

    @Test
    void publishIsDeniedWithTheReason() throws Exception {
        gateway.answer("streams.console.write", message -> message.reply("never"));
        RawClient client = gateway.client();

        client.send(frame("publish").put("address", "streams.console.write").put("body", "x"));

        assertThat(client.next().getString("message"))
                .startsWith("access_denied: \"streams.console.write\"")
                .contains("use send");
        client.settled();
        assertThat(gateway.seen).isEmpty();
    }

    @Test
    void aTimeoutOfTheBusIsPassedOn() throws Exception {
        gateway.answer(
                "streams.console.write",
                message -> message.reply(new ReplyException(ReplyFailure.TIMEOUT, "too late")));
        RawClient client = gateway.client();

        client.send(request("streams.console.write", "r", "x"));

        JsonObject failure = client.next();
        assertThat(failure.getString("failureType")).isEqualTo("TIMEOUT");
        assertThat(failure.containsKey("code")).isFalse();
    }
}
