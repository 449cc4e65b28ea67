package org.threadedstreams.bus.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.api.bus.WriteReceipt;
import org.threadedstreams.bus.stream.ScriptedProvider.Connection;
import org.threadedstreams.bus.stream.ScriptedProvider.Piece;

@Timeout(60)
class StreamActorTest {

    private final StreamFixture f = new StreamFixture();

    @AfterEach
    void close() throws Exception {
        f.close();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    // States.

    @Test
    void aStreamWhoseTransportIsNotDeployedWaitsForItAndSaysSo() throws InterruptedException {
        f.undeploy(1);
        f.configure();
        f.awaitState("waiting");
        assertThat(f.stream.status().reason()).contains("no transport scripted is deployed");
        f.deploy(2);
        f.provider.next().up();
        f.awaitState("open");
    }

    @Test
    void aStreamGoesThroughConnectingToOpenAndResumesItsConnection() throws InterruptedException {
        f.configure();
        Connection connection = f.provider.next();
        f.awaitState("connecting");
        assertThat(connection.resumed).isFalse();
        connection.up();
        f.awaitState("open");
        await().untilAsserted(() -> assertThat(connection.resumed).isTrue());
        assertThat(f.stream.status().session()).isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(f.states).extracting(s -> s.getString("state")).containsSubsequence("connecting", "open"));
    }

    @Test
    void aConnectionThatCannotBeOpenedIsTriedAgainAndEachFailureIsAnErrorEvent() throws InterruptedException {
        f.configure();
        f.provider.next().end(StreamCode.CONNECT_FAILED, "refused");
        f.provider.next().end(StreamCode.CONNECT_FAILED, "refused");
        f.provider.next().up();
        f.awaitState("open");
        assertThat(f.awaitError(1).getString("code")).isEqualTo("CONNECT_FAILED");
        assertThat(f.errors.get(0).getString("message")).isEqualTo("refused");
        assertThat(f.errors.get(0).getInteger("session")).isZero();
        assertThat(f.stream.status().session()).isEqualTo(1);
        assertThat(f.states).anyMatch(s -> s.getString("reason").startsWith("refused; next attempt in "));
    }

    @Test
    void withReconnectFalseAnEndClosesTheStreamForGood() throws InterruptedException {
        f.open("reconnect", "false").end(StreamCode.END_OF_STREAM, "exit status 3");
        f.awaitState("closed");
        assertThat(f.stream.status().reason()).contains("exit status 3").contains("reconnect = false");
    }

    @Test
    void anEditReopensWithTheNewSettingsAndTheSameAgainChangesNothing() throws InterruptedException {
        Connection first = f.open();
        f.configure();
        assertThat(first.asked).isFalse();
        f.configure("payloadMaxBytes", "10");
        assertThat(first.asked).isTrue();
        f.provider.next().up();
        f.awaitState("open");
        assertThat(f.stream.status().session()).isEqualTo(2);
        assertThat(f.errors).isEmpty();
    }

    @Test
    void aBadValueIsStateFailedAndCorrectingItIsEnough() throws InterruptedException {
        f.configure("lines", "maybe");
        f.awaitState("failed");
        assertThat(f.stream.status().reason()).isEqualTo("etc/stream-console.cfg: lines = maybe must be true or false");
        assertThat(f.awaitError(0).getString("code")).isEqualTo("CONFIG_INVALID");
        f.open();
    }

    @Test
    void whatATransportRefusesIsStateFailedUntilAnotherTransportComes() {
        f.configure("host", "bad");
        f.awaitState("failed");
        assertThat(f.stream.status().reason()).isEqualTo("etc/stream-console.cfg: host = bad must be good");
        f.undeploy(1);
        f.awaitState("waiting");
    }

    @Test
    void aTransportThatThrowsIsAFailedAttempt() {
        f.configure("host", "broken");
        assertThat(f.awaitError(0).getString("message")).contains("planned");
        assertThat(f.errors.get(0).getString("code")).isEqualTo("CONNECT_FAILED");
    }

    @Test
    void closeHoldsUntilOpen() throws Exception {
        Connection first = f.open();
        JsonObject reply = StreamFixture.reply(f.request(Verb.CONTROL, new JsonObject().put("op", "close")));
        assertThat(reply.getString("stream")).isEqualTo("console");
        f.awaitState("closed");
        assertThat(first.asked).isTrue();
        f.undeploy(1);
        f.deploy(2);
        assertThat(f.state()).isEqualTo("closed");
        assertThat(f.provider.nothingAsked()).isTrue();
        StreamFixture.reply(f.request(Verb.CONTROL, new JsonObject().put("op", "open")));
        f.provider.next().up();
        f.awaitState("open");
    }

    @Test
    void reconnectEndsTheSessionAndOpensTheNextAtOnce() throws Exception {
        f.open("reconnectMinMillis", "30000", "reconnectMaxMillis", "30000");
        StreamFixture.reply(f.request(Verb.CONTROL, new JsonObject().put("op", "reconnect")));
        f.provider.next().up();
        await().until(() -> f.stream.status().session() == 2);
        assertThat(f.errors).isEmpty();
    }

    @Test
    void aTransportsOwnOpIsPassedOnAndAnUnknownOneRefused() throws Exception {
        f.open();
        assertThat(StreamFixture.reply(f.request(Verb.CONTROL, new JsonObject().put("op", "break")))
                        .getString("state"))
                .isEqualTo("open");
        StreamException refused = StreamFixture.failure(f.request(Verb.CONTROL, new JsonObject().put("op", "jump")));
        assertThat(refused.code()).isEqualTo(StreamCode.REFUSED);
        assertThat(refused).hasMessageContaining("known is break");
        assertThat(StreamFixture.failure(f.request(Verb.CONTROL, new JsonArray()))
                        .code())
                .isEqualTo(StreamCode.REFUSED);
    }

    @Test
    void removedItClosesKeepsItsJournalAndTheSameNameResumesIt() throws Exception {
        f.open().receive("before ");
        f.stream.remove("removed: etc/stream-console.cfg is gone");
        f.awaitState("closed");
        assertThat(f.stream.status().reason()).startsWith("removed");
        Message<Buffer> kept = f.<Buffer>request(Verb.FETCH, new JsonObject()).get(10, TimeUnit.SECONDS);
        assertThat(kept.body().toString()).isEqualTo("before ");
        assertThat(StreamFixture.failure(f.request(Verb.CONTROL, new JsonObject().put("op", "open")))
                        .code())
                .isEqualTo(StreamCode.NO_SUCH_STREAM);
        f.open().receive("after");
        await().untilAsserted(() -> assertThat(f.text()).isEqualTo("before after"));
    }

    @Test
    void aSessionWithoutAByteForTooLongEnds() throws InterruptedException {
        Connection connection = f.open("idleTimeoutMillis", "500");
        connection.receive("x");
        assertThat(f.awaitError(0).getString("code")).isEqualTo("IDLE_TIMEOUT");
        assertThat(connection.asked).isTrue();
    }

    // Reading.

    @Test
    void chunksCarryOffsetsFromTheVeryFirstByteOverSessions() throws InterruptedException {
        Connection first = f.open();
        first.receive("one ");
        first.receive("two ");
        first.end(StreamCode.END_OF_STREAM, "bye");
        f.provider.next().up().receive("three");
        await().untilAsserted(() -> assertThat(f.text()).isEqualTo("one two three"));
        assertThat(f.chunks).extracting(m -> m.headers().get("session")).containsExactly("1", "1", "2");
        assertThat(f.chunks)
                .allMatch(m -> m.headers().get("stream").equals("console")
                        && m.headers().get("journal").equals(f.stream.status().journal())
                        && Long.parseLong(m.headers().get("time")) > 1_700_000_000_000_000L);
    }

    @Test
    void aLargeReadIsPublishedInChunksOfAtMost64KiB() throws InterruptedException {
        byte[] bytes = new byte[200_000];
        new java.util.Random(3).nextBytes(bytes);
        f.open("lines", "false").listener.received(ByteBuffer.wrap(bytes.clone()));
        await().until(() -> f.chunks.stream().mapToInt(m -> m.body().length()).sum() == bytes.length);
        assertThat(f.chunks).allMatch(m -> m.body().length() <= 65_536);
        Buffer all = Buffer.buffer();
        f.chunks.forEach(m -> all.appendBuffer(m.body()));
        assertThat(all.getBytes()).isEqualTo(bytes);
        assertThat(f.chunks)
                .extracting(m -> m.headers().get("offset"))
                .containsExactly("0", "65536", "131072", "196608");
        assertThat(f.lines).isEmpty();
    }

    @Test
    void linesArePublishedAndARestAtTheEndOfASessionIsPartial() throws InterruptedException {
        Connection connection = f.open();
        connection.receive("Linux\r\nlog");
        connection.receive("in: ");
        connection.end(StreamCode.READ_FAILED, "reset");
        await().until(() -> f.lines.size() == 2);
        assertThat(f.lines).extracting(Message::body).containsExactly("Linux", "login: ");
        assertThat(f.lines).extracting(m -> m.headers().get("offset")).containsExactly("0", "7");
        assertThat(f.lines).extracting(m -> m.headers().get("partial")).containsExactly(null, "true");
    }

    @Test
    void whatWasLostBecomesAGapThatAFetchReports() throws Exception {
        Connection connection = f.open();
        connection.receive("before");
        connection.listener.lost(12, "UART overrun");
        connection.receive("after");
        await().until(() -> f.stream.status().gaps() == 1);
        Message<Buffer> before =
                f.<Buffer>request(Verb.FETCH, new JsonObject().put("from", 0)).get(10, TimeUnit.SECONDS);
        assertThat(before.body().toString()).isEqualTo("before");
        assertThat(before.headers().get("next")).isEqualTo("6");
        assertThat(before.headers().contains("gap")).isFalse();
        Message<Buffer> after =
                f.<Buffer>request(Verb.FETCH, new JsonObject().put("from", "6")).get(10, TimeUnit.SECONDS);
        assertThat(after.body().toString()).isEqualTo("after");
        assertThat(new JsonObject(after.headers().get("gap")))
                .isEqualTo(new JsonObject()
                        .put("at", 6)
                        .put("bytes", 12)
                        .put("cause", "UART overrun")
                        .put("kind", "missed"));
    }

    @Test
    void aFetchTakesEveryKindOfFrom() throws Exception {
        f.open().receive("0123456789");
        for (String[] fromAndBody : new String[][] {
            {"0", "0123456789"},
            {"7", "789"},
            {"earliest", "0123456789"},
            {"latest", ""},
            {"-3", "789"},
            {"-99", "0123456789"},
            {"time:2001-01-01T00:00:00Z", "0123456789"},
            {"time:2999-01-01T00:00:00Z", ""}
        }) {
            Message<Buffer> reply = f.<Buffer>request(Verb.FETCH, new JsonObject().put("from", fromAndBody[0]))
                    .get(10, TimeUnit.SECONDS);
            assertThat(reply.body().toString()).as(fromAndBody[0]).isEqualTo(fromAndBody[1]);
            assertThat(reply.headers().get("next")).isEqualTo("10");
            assertThat(reply.headers().get("end")).isEqualTo("10");
            assertThat(reply.headers().get("earliest")).isEqualTo("0");
            assertThat(reply.headers().get("journal"))
                    .isEqualTo(f.stream.status().journal());
        }
        Message<Buffer> some = f.<Buffer>request(
                        Verb.FETCH, new JsonObject().put("from", 2).put("max", 3))
                .get(10, TimeUnit.SECONDS);
        assertThat(some.body().toString()).isEqualTo("234");
        assertThat(some.headers().get("next")).isEqualTo("5");
    }

    @Test
    void aFetchThatCannotBeIsRefusedWithWhatIsAllowed() throws Exception {
        f.open().receive("0123456789");
        for (JsonObject body : new JsonObject[] {
            new JsonObject().put("from", 11),
            new JsonObject().put("from", "soon"),
            new JsonObject().put("from", "time:today"),
            new JsonObject().put("from", 1.5),
            new JsonObject().put("from", true),
            new JsonObject().put("max", 0),
            new JsonObject().put("max", "many")
        }) {
            StreamException refused = StreamFixture.failure(f.request(Verb.FETCH, body));
            assertThat(refused.code()).as(body.encode()).isEqualTo(StreamCode.REFUSED);
            assertThat(refused).hasMessageStartingWith("REFUSED: \"");
        }
    }

    @Test
    void whatComesFromASessionThatWasGivenUpIsAGap() throws Exception {
        f.provider.releasesOnClose = false;
        Connection hanging = f.open();
        hanging.receive("kept");
        f.undeploy(1);
        f.awaitState("backoff");
        assertThat(f.stream.status().reason()).startsWith("native call hangs since 2");
        hanging.receive("late");
        await().until(() -> f.stream.status().gaps() == 1);
        assertThat(f.text()).isEqualTo("kept");
        f.deploy(2);
        assertThat(f.provider.nothingAsked()).isTrue();
        hanging.release();
        f.provider.next().up();
        f.awaitState("open");
    }

    // Writing.

    @Test
    void aWriteIsAnsweredWhenItIsHandedOver() throws Exception {
        Connection connection = f.open();
        connection.receive("login: ");
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "root\n");
        Piece piece = connection.piece();
        assertThat(piece.text()).isEqualTo("root\n");
        assertThat(first.isDone()).isFalse();
        assertThat(f.stream.status().queuedBytes()).isEqualTo(5);
        piece.taken();
        assertThat(StreamFixture.reply(first))
                .isEqualTo(new JsonObject()
                        .put("session", 1)
                        .put("offset", 0)
                        .put("bytes", 5)
                        .put("input", 7));
        Future<Message<JsonObject>> second = f.request(Verb.WRITE, Buffer.buffer("pw"));
        connection.piece().taken();
        assertThat(StreamFixture.reply(second).getInteger("offset")).isEqualTo(5);
        assertThat(f.stream.status().writtenBytes()).isEqualTo(7);
        assertThat(f.stream.status().queuedBytes()).isZero();
    }

    @Test
    void aWriteTakesBytesInJsonAndRefusesWhatItCannotRead() throws Exception {
        Connection connection = f.open("charset", "ISO-8859-1");
        Future<Message<JsonObject>> json = f.request(Verb.WRITE, new JsonObject().put("bytes", base64("\u0000ä")));
        Piece piece = connection.piece();
        assertThat(piece.bytes).isEqualTo("\u0000ä".getBytes(UTF_8));
        piece.taken();
        StreamFixture.reply(json);
        f.request(Verb.WRITE, "ä");
        piece = connection.piece();
        assertThat(piece.bytes).containsExactly(0xE4);
        piece.taken();
        for (Object body : new Object[] {new JsonObject(), new JsonObject().put("bytes", "*"), 5, "€"}) {
            assertThat(StreamFixture.failure(f.request(Verb.WRITE, body)).code())
                    .isEqualTo(StreamCode.REFUSED);
        }
        assertThat(StreamFixture.failure(f.request(Verb.WRITE, "x", "timeoutMillis", "soon"))
                        .code())
                .isEqualTo(StreamCode.REFUSED);
    }

    @Test
    void aLargeWriteGoesInPiecesAndTwoNeverInterleave() throws Exception {
        Connection connection = f.open();
        String large = "a".repeat(40_000);
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, large);
        Future<Message<JsonObject>> second = f.request(Verb.WRITE, "b".repeat(20_000));
        StringBuilder out = new StringBuilder();
        java.util.Random random = new java.util.Random(5);
        while (out.length() < 60_000) {
            Piece piece = connection.piece();
            assertThat(piece.bytes.length).isLessThanOrEqualTo(16_384);
            int taken = 1 + random.nextInt(piece.bytes.length);
            out.append(piece.text(), 0, taken);
            piece.taken(taken);
        }
        assertThat(out.toString()).isEqualTo(large + "b".repeat(20_000));
        assertThat(StreamFixture.reply(first).getInteger("bytes")).isEqualTo(40_000);
        assertThat(StreamFixture.reply(second).getInteger("offset")).isEqualTo(40_000);
    }

    @Test
    void anEmptyWriteIsAnswered() throws Exception {
        f.open();
        assertThat(StreamFixture.reply(f.request(Verb.WRITE, "")).getInteger("bytes"))
                .isZero();
    }

    @Test
    void aWriteWhileNotOpenComesBackWithItsBytes() throws Exception {
        f.configure();
        StreamException failure = StreamFixture.failure(f.request(Verb.WRITE, "hello"));
        assertThat(failure.code()).isEqualTo(StreamCode.NOT_OPEN);
        assertThat(new String(failure.unsent().bytes(), UTF_8)).isEqualTo("hello");
        assertThat(failure).hasMessageContaining("connecting");
    }

    @Test
    void aWriteBeyondTheQueueIsRefusedAtOnceWithItsBytes() throws Exception {
        Connection connection = f.open("writeQueueBytes", "10");
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "12345678");
        StreamException failure = StreamFixture.failure(f.request(Verb.WRITE, "abc"));
        assertThat(failure.code()).isEqualTo(StreamCode.BACK_PRESSURED);
        assertThat(new String(failure.unsent().bytes(), UTF_8)).isEqualTo("abc");
        connection.piece().taken();
        StreamFixture.reply(first);
        Future<Message<JsonObject>> third = f.request(Verb.WRITE, "abc");
        connection.piece().taken();
        StreamFixture.reply(third);
    }

    /** The fixture's own consumers are on the loop of the thread that made it. */
    @Test
    void aSessionIsOpenedInTheContextWhereItsChunksAreHandled() throws Exception {
        f.open();
        EventLoop consumers = ((VertxInternal) f.vertx).getOrCreateContext().nettyEventLoop();
        assertThat(f.provider.openedOn).isSameAs(consumers);
    }

    @Test
    void aWriteThatDoesNotFitIsNotTakenAfterALaterOneThatDoes() throws Exception {
        Connection connection = f.open("writeQueueBytes", "10");
        f.request(Verb.WRITE, "12345678");
        Piece first = connection.piece();
        List<CompletableFuture<WriteReceipt>> writes = new ArrayList<>();
        f.stream
                .withJournal(busy -> {
                    writes.add(f.stream.write("abc".getBytes(UTF_8), 0));
                    first.taken();
                    writes.add(f.stream.write("d".getBytes(UTF_8), 0));
                    return busy.end();
                })
                .get(10, TimeUnit.SECONDS);
        assertThat(failure(writes.get(0)).code()).isEqualTo(StreamCode.BACK_PRESSURED);
        Piece next = connection.piece();
        assertThat(next.text()).isEqualTo("d");
        next.taken();
        assertThat(writes.get(1).get(10, TimeUnit.SECONDS).offset()).isEqualTo(8);
    }

    @Test
    void aSessionThatBreaksMidWriteGivesBackEveryByteThatIsNotConfirmed() throws Exception {
        Connection connection = f.open();
        connection.receive("last words");
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "a".repeat(20_000));
        connection.piece().taken(10_000);
        Piece second = connection.piece();
        Future<Message<JsonObject>> queued = f.request(Verb.WRITE, "queued");
        await().until(() -> f.stream.status().queuedBytes() == 10_006);
        second.failed(3_000);

        StreamException failure = StreamFixture.failure(first);
        assertThat(failure.code()).isEqualTo(StreamCode.WRITE_FAILED);
        assertThat(failure.unsent().offset()).isEqualTo(13_000);
        assertThat(failure.unsent().count()).isEqualTo(7_000);
        assertThat(failure.unsent().doubt()).isEqualTo(7_000);
        assertThat(failure.unsent().bytes()).hasSize(7_000);
        assertThat(new String(failure.unread().bytes(), UTF_8)).isEqualTo("last words");
        StreamException other = StreamFixture.failure(queued);
        assertThat(other.unsent().offset()).isEqualTo(20_000);
        assertThat(other.unsent().doubt()).isZero();
        assertThat(new String(other.unsent().bytes(), UTF_8)).isEqualTo("queued");

        JsonObject event = f.awaitError(0);
        assertThat(event.getString("code")).isEqualTo("WRITE_FAILED");
        assertThat(event.getJsonObject("unread"))
                .isEqualTo(new JsonObject()
                        .put("from", 0)
                        .put("to", 10)
                        .put("bytes", base64("last words"))
                        .put("truncated", false));
        JsonObject unsent = event.getJsonObject("unsent");
        assertThat(unsent.getInteger("offset")).isEqualTo(13_000);
        assertThat(unsent.getInteger("count")).isEqualTo(7_006);
        assertThat(unsent.getInteger("doubt")).isEqualTo(7_000);
        assertThat(unsent.getString("bytes")).isEqualTo(base64("a".repeat(7_000) + "queued"));
        assertThat(f.stream.status().queuedBytes()).isZero();
    }

    @Test
    void nothingAcceptedInOneSessionIsSentInAnother() throws Exception {
        Connection connection = f.open();
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "first");
        Future<Message<JsonObject>> second = f.request(Verb.WRITE, "second");
        connection.piece();
        await().until(() -> f.stream.status().queuedBytes() == 11);
        connection.release();
        Connection next = f.provider.next().up();
        assertThat(StreamFixture.failure(first).unsent().doubt()).isEqualTo(5);
        assertThat(StreamFixture.failure(second).unsent().doubt()).isZero();
        f.awaitState("open");
        Future<Message<JsonObject>> third = f.request(Verb.WRITE, "third");
        Piece piece = next.piece();
        assertThat(piece.text()).isEqualTo("third");
        piece.taken();
        assertThat(StreamFixture.reply(third).getInteger("session")).isEqualTo(2);
        assertThat(StreamFixture.reply(third).getInteger("offset")).isZero();
    }

    @Test
    void aQueuedWritePastItsDeadlineFailsAndTheSessionGoesOn() throws Exception {
        Connection connection = f.open();
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "first");
        Piece piece = connection.piece();
        StreamException late = StreamFixture.failure(f.request(Verb.WRITE, "late", "timeoutMillis", "30"));
        assertThat(late.code()).isEqualTo(StreamCode.WRITE_TIMEOUT);
        assertThat(new String(late.unsent().bytes(), UTF_8)).isEqualTo("late");
        assertThat(late.unsent().doubt()).isZero();
        assertThat(f.awaitError(0).getString("code")).isEqualTo("WRITE_TIMEOUT");
        piece.taken();
        StreamFixture.reply(first);
        assertThat(f.state()).isEqualTo("open");
    }

    @Test
    void anOfferedWritePastItsDeadlineEndsTheSessionToo() throws Exception {
        Connection connection = f.open("writeTimeoutMillis", "50");
        Future<Message<JsonObject>> write = f.request(Verb.WRITE, "stuck");
        connection.piece();
        StreamException failure = StreamFixture.failure(write);
        assertThat(failure.code()).isEqualTo(StreamCode.WRITE_TIMEOUT);
        assertThat(failure.unsent().doubt()).isEqualTo(5);
        assertThat(connection.asked).isTrue();
        f.provider.next().up();
    }

    @Test
    void aTransportThatGoesTakesNothingWithIt() throws Exception {
        Connection connection = f.open();
        connection.receive("seen");
        Future<Message<JsonObject>> write = f.request(Verb.WRITE, "unsent");
        connection.piece();
        f.undeploy(1);
        f.awaitState("waiting");
        JsonObject event = f.awaitError(0);
        assertThat(event.getString("code")).isEqualTo("TRANSPORT_GONE");
        assertThat(event.getJsonObject("unread").getString("bytes")).isEqualTo(base64("seen"));
        assertThat(event.getJsonObject("unsent").getString("bytes")).isEqualTo(base64("unsent"));
        assertThat(StreamFixture.failure(write).code()).isEqualTo(StreamCode.TRANSPORT_GONE);
        f.deploy(2);
        f.provider.next().up().receive(" again");
        await().untilAsserted(() -> assertThat(f.text()).isEqualTo("seen again"));
    }

    @Test
    void theInputHalfIsTheLastOfTheSessionAndSaysIfThereWasMore() throws Exception {
        Connection first = f.open("payloadMaxBytes", "4");
        first.receive("old");
        first.end(StreamCode.END_OF_STREAM, "bye");
        assertThat(f.awaitError(0).getJsonObject("unread").getBoolean("truncated"))
                .isFalse();
        Connection second = f.provider.next().up();
        second.receive("0123456789");
        second.end(StreamCode.READ_FAILED, "reset");
        assertThat(f.awaitError(1).getJsonObject("unread"))
                .isEqualTo(new JsonObject()
                        .put("from", 9)
                        .put("to", 13)
                        .put("bytes", base64("6789"))
                        .put("truncated", true));
    }

    @Test
    void anEditWhileBytesWaitGivesThemBackAsAnErrorEventToo() throws Exception {
        Connection connection = f.open();
        Future<Message<JsonObject>> write = f.request(Verb.WRITE, "waiting");
        connection.piece();
        f.configure("payloadMaxBytes", "9");
        assertThat(StreamFixture.failure(write).code()).isEqualTo(StreamCode.NOT_OPEN);
        assertThat(f.awaitError(0).getJsonObject("unsent").getInteger("count")).isEqualTo(7);
    }

    @Test
    void aWriteThatNeverReturnsIsReportedWhenTheFenceIsReached() throws Exception {
        f.provider.releasesOnClose = false;
        Connection connection = f.open();
        Future<Message<JsonObject>> write = f.request(Verb.WRITE, "stuck");
        connection.piece();
        f.request(Verb.CONTROL, new JsonObject().put("op", "reconnect"));
        StreamException failure = StreamFixture.failure(write);
        assertThat(failure.unsent().doubt()).isEqualTo(5);
        assertThat(f.state()).isEqualTo("backoff");
        connection.release();
        f.provider.next().up();
        await().atMost(Duration.ofSeconds(10)).until(() -> f.stream.status().session() == 2);
    }

    @Test
    void manyWritesPastTheirDeadlineAreOneErrorEventAndEachComesBack() throws Exception {
        Connection connection = f.open("payloadMaxBytes", "0");
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "12345");
        Piece piece = connection.piece();
        List<CompletableFuture<WriteReceipt>> late = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            late.add(f.stream.write(new byte[] {(byte) i}, 20));
        }
        for (int i = 0; i < 1000; i++) {
            StreamException failure = failure(late.get(i));
            assertThat(failure.code()).isEqualTo(StreamCode.WRITE_TIMEOUT);
            assertThat(failure.unsent().bytes()).containsExactly((byte) i);
        }
        assertThat(f.awaitError(0).getJsonObject("unsent").getInteger("offset")).isEqualTo(5);
        piece.taken();
        StreamFixture.reply(first);
        long unsent = f.errors.stream()
                .mapToLong(e -> e.getJsonObject("unsent").getLong("count"))
                .sum();
        assertThat(unsent).isEqualTo(1000);
        assertThat(f.errors).hasSizeLessThan(50);
        assertThat(f.stream.status().queuedBytes()).isZero();
    }

    private static StreamException failure(CompletableFuture<?> outcome) throws Exception {
        try {
            outcome.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return (StreamException) e.getCause();
        }
        throw new AssertionError("it should have failed");
    }

    @Test
    void writesWithoutBytesAreBoundedToo() throws Exception {
        Connection connection = f.open();
        f.request(Verb.WRITE, "x");
        connection.piece();
        for (int i = 1; i < Output.MOST_WRITES; i++) {
            f.stream.write(new byte[0], 60_000);
        }
        assertThat(failure(f.stream.write(new byte[0], 60_000)).code()).isEqualTo(StreamCode.BACK_PRESSURED);
    }

    @Test
    void aWriteThatCouldNeverFitSaysSo() throws Exception {
        f.open("writeQueueBytes", "10");
        StreamException failure = StreamFixture.failure(f.request(Verb.WRITE, "12345678901"));
        assertThat(failure.code()).isEqualTo(StreamCode.BACK_PRESSURED);
        assertThat(failure).hasMessageContaining("can never be accepted with writeQueueBytes = 10");
        assertThat(failure.unsent().count()).isEqualTo(11);
    }

    @Test
    void aWriteThatFailsIsAnsweredWhenTheStateHasFollowed() throws Exception {
        Connection connection = f.open("reconnect", "false");
        CompletableFuture<WriteReceipt> write = f.stream.write(new byte[1], 0);
        CompletableFuture<String> state = write.handle((receipt, failure) -> f.state());
        connection.piece().failed(0);
        assertThat(state.get(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @Test
    void absurdlyLongLimitsAreNoFault() throws Exception {
        String never = Long.toString(Long.MAX_VALUE);
        Connection connection =
                f.open("idleTimeoutMillis", never, "writeTimeoutMillis", never, "reconnectMaxMillis", never);
        Future<Message<JsonObject>> write = f.request(Verb.WRITE, "x");
        connection.piece().taken();
        StreamFixture.reply(write);
        connection.end(StreamCode.END_OF_STREAM, "bye");
        f.provider.next().up();
        f.awaitState("open");
    }

    @Test
    void whatWasClosedOnRequestIsNotOpenedByAReconnect() throws Exception {
        f.open();
        f.request(Verb.CONTROL, new JsonObject().put("op", "close"));
        f.awaitState("closed");
        StreamException refused =
                StreamFixture.failure(f.request(Verb.CONTROL, new JsonObject().put("op", "reconnect")));
        assertThat(refused.code()).isEqualTo(StreamCode.REFUSED);
        assertThat(refused).hasMessageContaining("op open");
        assertThat(f.state()).isEqualTo("closed");
    }

    @Test
    void whatEndedForGoodIsOpenedByAReconnect() throws Exception {
        f.open("reconnect", "false").end(StreamCode.END_OF_STREAM, "bye");
        f.awaitState("closed");
        StreamFixture.reply(f.request(Verb.CONTROL, new JsonObject().put("op", "reconnect")));
        f.provider.next().up();
        f.awaitState("open");
    }

    @Test
    void stoppingEndsTheSessionAndNothingOpensItAgain() throws Exception {
        Connection connection = f.open();
        Future<Message<JsonObject>> write = f.request(Verb.WRITE, "unsent");
        connection.piece();
        f.stream.stop().get(10, TimeUnit.SECONDS);
        assertThat(StreamFixture.failure(write).unsent().count()).isEqualTo(6);
        assertThat(failure(f.stream.open()).code()).isEqualTo(StreamCode.NOT_OPEN);
        assertThat(failure(f.stream.reconnect()).code()).isEqualTo(StreamCode.NOT_OPEN);
        f.configure("payloadMaxBytes", "3");
        f.stream.remove("removed");
        f.deploy(2);
        assertThat(f.stream.status().reason()).isEqualTo("the gateway stops");
        assertThat(f.provider.nothingAsked()).isTrue();
    }

    @Test
    void stoppingDoesNotWaitForATransportThatDoesNotLetGo() throws Exception {
        f.provider.releasesOnClose = false;
        f.open();
        f.stream.stop().get(10, TimeUnit.SECONDS);
        assertThat(f.stream.status().reason()).startsWith("native call hangs since");
    }

    @Test
    void removedAndAddedAgainAtOnceItReopens() throws Exception {
        f.provider.releasesOnClose = false;
        Connection first = f.open();
        f.stream.remove("removed");
        f.configure();
        first.release();
        f.provider.next().up();
        f.awaitState("open");
        assertThat(f.stream.status().session()).isEqualTo(2);
    }

    @Test
    void aGapThatGrowsIsSaidOnce() throws InterruptedException {
        Connection connection = f.open();
        connection.receive("x");
        for (int i = 0; i < 100; i++) {
            connection.listener.lost(1, "overrun");
        }
        connection.receive("y");
        connection.listener.lost(5, "overrun");
        await().until(() -> f.states.stream().anyMatch(s -> s.getInteger("gaps") == 2));
        assertThat(f.states).filteredOn(s -> s.getInteger("gaps") == 1).hasSize(1);
    }

    @Test
    void nobodyCanModifyTheJournalThroughAPublishedBuffer() throws Exception {
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        f.vertx.eventBus().<Buffer>consumer(Verb.READ.of("console"), chunk -> {
            try {
                chunk.body().setByte(0, (byte) 'X');
            } catch (RuntimeException e) {
                refused.add(e);
            }
        });
        f.open().receive("mine");
        await().until(() -> refused.size() == 1);
        Message<Buffer> kept = f.<Buffer>request(Verb.FETCH, new JsonObject()).get(10, TimeUnit.SECONDS);
        assertThat(kept.body().toString()).isEqualTo("mine");
    }

    @Test
    void anUnknownKeyIsWarnedOfOnceHoweverOftenTheStreamReconnects() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        try {
            f.configure("hots", "a");
            for (int i = 0; i < 3; i++) {
                f.provider.next().end(StreamCode.CONNECT_FAILED, "refused");
            }
            f.provider.next();
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(UTF_8).split("unknown key hots", -1)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void anErrorComesBeforeTheStateThatFollowsFromIt() throws InterruptedException {
        List<String> order = new CopyOnWriteArrayList<>();
        f.vertx.getOrCreateContext().runOnContext(here -> {
            f.vertx
                    .eventBus()
                    .<JsonObject>consumer(
                            Verb.ERRORS.of("console"), m -> order.add(m.body().getString("code")));
            f.vertx
                    .eventBus()
                    .<JsonObject>consumer(
                            Verb.STATE.of("console"), m -> order.add(m.body().getString("state")));
            order.add("listening");
        });
        await().until(() -> order.size() == 1);
        f.open("reconnect", "false").end(StreamCode.READ_FAILED, "reset");
        await().until(() -> order.contains("closed"));
        assertThat(order).containsExactly("listening", "connecting", "open", "READ_FAILED", "closed");
    }

    @Test
    void whatIsPublishedIsInTheJournalAlready() throws InterruptedException {
        List<Long> early = new CopyOnWriteArrayList<>();
        AtomicInteger seen = new AtomicInteger();
        // An interceptor runs while the publisher publishes.
        f.vertx.eventBus().<Object>addOutboundInterceptor(delivery -> {
            Message<Object> message = delivery.message();
            if (message.address().equals(Verb.READ.of("console"))) {
                seen.incrementAndGet();
                long offset = Long.parseLong(message.headers().get("offset"));
                if (f.stream.status().end() < offset + ((Buffer) message.body()).length()) {
                    early.add(offset);
                }
            }
            delivery.next();
        });
        Connection connection = f.open();
        connection.receive("one");
        connection.listener.received(ByteBuffer.wrap(new byte[200_000]));
        assertThat(seen).hasValue(5);
        assertThat(early).isEmpty();
    }

    @Test
    void aChunkIsPublishedBeforeItsLines() throws InterruptedException {
        List<String> order = new CopyOnWriteArrayList<>();
        f.vertx.eventBus().<Object>addOutboundInterceptor(delivery -> {
            order.add(delivery.message().address());
            delivery.next();
        });
        f.open().receive("one\ntwo\n");
        assertThat(order)
                .containsSubsequence(Verb.READ.of("console"), Verb.LINES.of("console"), Verb.LINES.of("console"));
    }

    @Test
    void statesAndErrorsStandOnTheStreamsOwnAddressesTooWithItsName() throws InterruptedException {
        List<Message<JsonObject>> own = new CopyOnWriteArrayList<>();
        f.vertx.eventBus().<JsonObject>consumer(Verb.STATE.of("console"), own::add);
        f.vertx.eventBus().<JsonObject>consumer(Verb.ERRORS.of("console"), own::add);
        f.open("reconnect", "false").end(StreamCode.READ_FAILED, "reset");
        await().until(() -> own.size() == 4);
        assertThat(own).allMatch(m -> m.headers().get("stream").equals("console"));
        JsonObject error = own.stream()
                .map(Message::body)
                .filter(m -> m.containsKey("code"))
                .findFirst()
                .orElseThrow();
        assertThat(error.fieldNames())
                .containsExactly(
                        "stream", "transport", "session", "time", "code", "message", "journal", "unread", "unsent");
        assertThat(error.getInteger("session")).isEqualTo(1);
        assertThat(error.getString("transport")).isEqualTo("scripted");
        JsonObject state = f.states.get(f.states.size() - 1);
        assertThat(state.fieldNames())
                .containsExactly(
                        "stream",
                        "transport",
                        "state",
                        "reason",
                        "session",
                        "time",
                        "journal",
                        "earliest",
                        "end",
                        "readBytes",
                        "writtenBytes",
                        "queuedBytes",
                        "gaps",
                        "errors");
        assertThat(state.getLong("time")).isGreaterThan(1_700_000_000_000_000L);
        assertThat(state.getInteger("errors")).isEqualTo(1);
    }

    @Test
    void theConfiguredRingIsKeptAndNoMore() throws Exception {
        Connection connection = f.open("journalMaxBytes", "100000", "lines", "false");
        for (int i = 0; i < 20; i++) {
            connection.listener.received(ByteBuffer.wrap(new byte[20_000]));
        }
        assertThat(f.stream.status().end()).isEqualTo(400_000);
        assertThat(f.stream.status().readBytes()).isEqualTo(400_000);
        assertThat(f.stream.status().earliest()).isBetween(260_000L, 300_000L);
        Message<Buffer> hole =
                f.<Buffer>request(Verb.FETCH, new JsonObject().put("from", "1")).get(10, TimeUnit.SECONDS);
        assertThat(new JsonObject(hole.headers().get("gap")).getString("kind")).isEqualTo("hole");
        assertThat(hole.headers().get("offset")).isEqualTo(hole.headers().get("earliest"));
    }

    @Test
    void aSessionWithInputNowAndThenIsNotIdle() throws Exception {
        Connection connection = f.open("idleTimeoutMillis", "2000");
        CountDownLatch enough = new CountDownLatch(20);
        ScheduledFuture<?> ticks = f.timer.scheduleAtFixedRate(
                () -> {
                    connection.receive(".");
                    enough.countDown();
                },
                0,
                125,
                TimeUnit.MILLISECONDS);
        assertThat(enough.await(10, TimeUnit.SECONDS)).isTrue();
        ticks.cancel(false);
        assertThat(f.errors).isEmpty();
        assertThat(f.awaitError(0).getString("code")).isEqualTo("IDLE_TIMEOUT");
    }

    @Test
    void theReceiptsInputIsFromBeforeTheFirstByteWasHandedOver() throws Exception {
        Connection connection = f.open();
        connection.receive("login: ");
        Future<Message<JsonObject>> write = f.request(Verb.WRITE, "a".repeat(20_000));
        Piece first = connection.piece();
        connection.receive("echo");
        first.taken();
        Piece second = connection.piece();
        connection.receive("answer");
        second.taken();
        assertThat(StreamFixture.reply(write).getInteger("input")).isEqualTo(7);
    }

    @Test
    void theInputHalfHasNothingOfEarlierSessions() throws InterruptedException {
        Connection first = f.open();
        first.receive("old");
        first.end(StreamCode.END_OF_STREAM, "bye");
        Connection second = f.provider.next().up();
        second.receive("new");
        second.end(StreamCode.END_OF_STREAM, "bye");
        JsonObject unread = f.awaitError(1).getJsonObject("unread");
        assertThat(unread.getString("bytes")).isEqualTo(base64("new"));
        assertThat(unread.getInteger("from")).isEqualTo(3);
        assertThat(unread.getBoolean("truncated")).isFalse();
    }

    @Test
    void queuedWritesWithDifferentDeadlinesFailOneAfterTheOther() throws Exception {
        Connection connection = f.open();
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "first");
        Piece piece = connection.piece();
        CompletableFuture<WriteReceipt> third = f.stream.write(new byte[3], 1_500);
        CompletableFuture<WriteReceipt> second = f.stream.write(new byte[2], 30);
        CompletableFuture<WriteReceipt> fourth = f.stream.write(new byte[4], 60_000);
        assertThat(failure(second).unsent().offset()).isEqualTo(8);
        assertThat(third).isNotDone();
        assertThat(failure(third).unsent().offset()).isEqualTo(5);
        piece.taken();
        StreamFixture.reply(first);
        connection.piece().taken();
        assertThat(fourth.get(10, TimeUnit.SECONDS).offset()).isEqualTo(5);
    }

    @Test
    void aGapEndsTheLineThatItFallsInto() throws InterruptedException {
        Connection connection = f.open();
        connection.receive("half a li");
        connection.listener.lost(-1, "UART overrun");
        connection.receive("ther line\n");
        await().until(() -> f.lines.size() == 2);
        assertThat(f.lines).extracting(Message::body).containsExactly("half a li", "ther line");
        assertThat(f.lines).extracting(m -> m.headers().get("partial")).containsExactly("true", null);
        assertThat(f.lines).extracting(m -> m.headers().get("offset")).containsExactly("0", "9");
    }

    @Test
    void theLatestErrorsAreKeptAndOutliveAnotherKindOfJournal() throws Exception {
        f.configure("lines", "maybe");
        f.awaitError(0);
        Connection connection = f.open();
        connection.receive("last");
        connection.end(StreamCode.READ_FAILED, "gone");
        f.provider.next().up();
        f.awaitError(1);
        f.configure("journal", "disk");
        f.provider.next().up();
        f.awaitState("open");
        JsonArray recent = f.<JsonArray>request(Verb.RECENT, new JsonObject())
                .get(20, TimeUnit.SECONDS)
                .body();
        assertThat(recent).containsExactlyElementsOf(f.errors);
        assertThat(recent)
                .extracting(event -> ((JsonObject) event).getString("code"))
                .containsExactly("CONFIG_INVALID", "READ_FAILED");
    }

    @Test
    void anotherKindOfJournalIsAnotherJournalAndRunsElsewhere() throws Exception {
        Connection first = f.open();
        first.receive("abc");
        String id = f.stream.status().journal();
        f.configure("journal", "disk");
        Connection second = f.provider.next().up();
        f.awaitState("open");
        assertThat(f.stream.status().journal()).isNotEqualTo(id);
        assertThat(f.stream.status().session()).isEqualTo(2);
        second.receive("d");
        await().until(() -> f.stream.status().end() == 1);
        await().until(() -> f.chunks.size() == 2);
        assertThat(f.chunks.get(1).headers().get("offset")).isEqualTo("0");
    }

    @Test
    void openingAnOpenStreamDoesNotReopenItLater() throws Exception {
        Connection connection = f.open("reconnect", "false");
        f.stream.open().get(10, TimeUnit.SECONDS);
        connection.end(StreamCode.END_OF_STREAM, "over");
        f.awaitState("closed");
        assertThat(f.provider.nothingAsked()).isTrue();
    }

    @Test
    void writesThatExpireEachSayWhereTheyWouldHaveStood() throws Exception {
        f.open();
        f.request(Verb.WRITE, "aaa");
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "bb", "timeoutMillis", "50");
        f.request(Verb.WRITE, "cccc");
        Future<Message<JsonObject>> second = f.request(Verb.WRITE, "d", "timeoutMillis", "50");
        assertThat(StreamFixture.failure(first).unsent().offset()).isEqualTo(3);
        assertThat(StreamFixture.failure(second).unsent().offset()).isEqualTo(7);
    }
}
