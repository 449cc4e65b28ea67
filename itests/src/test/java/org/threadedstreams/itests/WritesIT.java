package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.threadedstreams.itests.support.StreamUnderTest.failureOf;
import static org.threadedstreams.itests.support.StreamUnderTest.refusal;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.Before;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.support.Bytes;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.StreamUnderTest;

/** Writes that go well, that cannot be accepted, and that wait for a peer that does not read. */
public class WritesIT extends GatewayTest {

    private static final int MEBIBYTE = 1024 * 1024;
    /** More than any socket buffers. */
    private static final byte[] MUCH = Bytes.random(28 * MEBIBYTE, 7);

    private static final String LARGE_QUEUE = "writeQueueBytes = 33554432";

    private TcpPeer peer;

    @Before
    public void startPeer() throws Exception {
        peer = gateway.closing(new TcpPeer());
    }

    @Test
    public void bytesTextsAndJsonAreWritten() throws Exception {
        StreamUnderTest stream = gateway.stream("forms");
        Far far = open(stream, peer, "charset = ISO-8859-1");
        stream.write(new byte[] {0, -1});
        stream.write("\u00e9");
        JsonObject receipt = stream.request(Verb.WRITE, new JsonObject().put("bytes", "_-8"));
        assertThat(far.read(5)).containsExactly(0, 0xFF, 0xE9, 0xFF, 0xEF);
        assertThat(receipt.getLong("offset")).isEqualTo(3);
        assertThat(stream.write("").getLong("bytes")).isZero();
        assertThat(refusal(() -> stream.write("\u20ac"))).hasMessageContaining("ISO-8859-1");
        assertThat(refusal(() -> stream.request(Verb.WRITE, new JsonObject().put("bytes", "+/"))))
                .hasMessageContaining("base64url");
        assertThat(refusal(() -> stream.request(Verb.WRITE, new JsonObject().put("text", "x"))))
                .hasMessageContaining("bytes");
        assertThat(failureOf(stream.startWrite(new byte[1], -1)).code()).isEqualTo(StreamCode.REFUSED);
    }

    @Test
    public void whatIsWrittenWhileNotOpenComesBack() throws Exception {
        StreamUnderTest stream = gateway.stream("not-open");
        stream.configure(peer.nowhere(), "reconnectMinMillis = 60000", "reconnectMaxMillis = 60000");
        stream.awaitState("backoff");
        StreamException failure = failureOf(stream.startWrite("keep me".getBytes()));
        assertThat(failure.code()).isEqualTo(StreamCode.NOT_OPEN);
        assertThat(failure).hasMessageStartingWith("NOT_OPEN: not-open is backoff");
        assertThat(failure.unsent().bytes()).asString().isEqualTo("keep me");
        assertThat(failure.unsent().doubt()).isZero();
    }

    @Test
    public void whatDoesNotFitIntoTheQueueComesBackAtOnceAndTheRestIsSent() throws Exception {
        StreamUnderTest stream = gateway.stream("full");
        Far far = open(stream, peer, LARGE_QUEUE);
        CompletableFuture<JsonObject> much = stream.startWrite(MUCH);
        byte[] more = Bytes.random(24 * MEBIBYTE, 8);
        StreamException failure = failureOf(stream.startWrite(more));
        assertThat(failure.code()).isEqualTo(StreamCode.BACK_PRESSURED);
        assertThat(failure).hasMessageContaining("writeQueueBytes = 33554432");
        assertThat(failure.unsent().bytes()).isEqualTo(more);
        assertThat(much).isNotDone();
        assertThat(Bytes.hash(far.read(MUCH.length))).isEqualTo(Bytes.hash(MUCH));
        assertThat(much.join().getLong("bytes")).isEqualTo(MUCH.length);
        assertThat(stream.write("more").getLong("offset")).isEqualTo(MUCH.length);
    }

    @Test
    public void aWriteOfWhichNothingWasOfferedTimesOutAlone() throws Exception {
        StreamUnderTest stream = gateway.stream("late");
        Published errors = stream.published(Verb.ERRORS);
        Far far = open(stream, peer, LARGE_QUEUE, "writeTimeoutMillis = 150000");
        CompletableFuture<JsonObject> much = stream.startWrite(MUCH);
        StreamException failure = failureOf(stream.startWrite("behind".getBytes(), 300));
        assertThat(failure.code()).isEqualTo(StreamCode.WRITE_TIMEOUT);
        assertThat(failure.unsent().bytes()).asString().isEqualTo("behind");
        assertThat(failure.unsent().doubt()).isZero();
        errors.awaitError(StreamCode.WRITE_TIMEOUT);
        far.read(MUCH.length);
        much.join();
        JsonObject next = stream.write("next");
        assertThat(next.getLong("session")).isEqualTo(1);
        assertThat(next.getLong("offset")).isEqualTo(MUCH.length);
        assertThat(far.read(4)).asString().isEqualTo("next");
    }

    @Test
    public void aWriteOfWhichSomeWasOfferedTimesOutWithItsSession() throws Exception {
        StreamUnderTest stream = gateway.stream("stuck");
        Published errors = stream.published(Verb.ERRORS);
        Reads reads = stream.reads();
        Far far = open(stream, peer, LARGE_QUEUE);
        far.send("I do not listen");
        reads.await("listen");
        CompletableFuture<JsonObject> much = stream.startWrite(MUCH, 500);
        CompletableFuture<JsonObject> behind = stream.startWrite("behind".getBytes());
        StreamException failure = failureOf(much);
        assertThat(failure.code()).isEqualTo(StreamCode.WRITE_TIMEOUT);
        int handedOver = (int) failure.unsent().offset();
        assertThat(handedOver).isPositive();
        assertThat(failure.unsent().bytes()).isEqualTo(Arrays.copyOfRange(MUCH, handedOver, MUCH.length));
        assertThat(failure.unsent().doubt()).isBetween(0, 16_384);
        assertThat(failure.unread().bytes()).asString().isEqualTo("I do not listen");
        assertThat(failureOf(behind).unsent().bytes()).asString().isEqualTo("behind");

        JsonObject event = errors.awaitError(StreamCode.WRITE_TIMEOUT);
        assertThat(event.getJsonObject("unsent").getLong("count")).isEqualTo(MUCH.length - handedOver + 6L);
        Far second = session(stream, peer, 2);
        stream.write("only this");
        assertThat(second.read(9)).asString().isEqualTo("only this");
    }
}
