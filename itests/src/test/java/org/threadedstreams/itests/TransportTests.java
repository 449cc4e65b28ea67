package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.Before;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.Peer;
import org.threadedstreams.itests.support.Bytes;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.StreamUnderTest;
import org.threadedstreams.itests.support.Threads;

/** What every transport does, seen from the bus. */
public abstract class TransportTests extends GatewayTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int THREADS = 4;
    private static final int BLOCKS = 25;
    private static final int BLOCK_BYTES = 5_000;

    private Peer peer;

    /** Starts what the streams are connected to. */
    protected abstract Peer startPeer() throws Exception;

    @Before
    public void startPeerOfThisTest() throws Exception {
        peer = gateway.closing(startPeer());
    }

    @Test
    public void readsAndWrites() throws Exception {
        StreamUnderTest stream = gateway.stream("readsAndWrites");
        Reads reads = stream.reads();
        Far far = open(stream, peer);
        far.send("hello");
        reads.await("hello");
        JsonObject receipt = stream.write("world");
        assertThat(far.read(5)).asString().isEqualTo("world");
        assertThat(receipt)
                .isEqualTo(new JsonObject()
                        .put("session", 1)
                        .put("offset", 0)
                        .put("bytes", 5)
                        .put("input", 5));
    }

    @Test
    public void manyWritersDisturbNeitherEachOtherNorTheReader() throws Exception {
        StreamUnderTest stream = gateway.stream("manyWriters");
        Reads reads = stream.reads();
        Far far = open(stream, peer);
        byte[] input = Bytes.random(MEBIBYTE, 1);
        Threads threads = gateway.closing(new Threads());
        threads.run(() -> far.send(input));
        for (byte writer = 0; writer < THREADS; writer++) {
            byte id = writer;
            threads.run(() -> {
                for (int block = 0; block < BLOCKS; block++) {
                    stream.write(block(id, block));
                }
            });
        }
        byte[] output = far.read(THREADS * BLOCKS * BLOCK_BYTES);
        threads.await();
        assertThat(Bytes.hash(reads.await(input.length))).isEqualTo(Bytes.hash(input));
        int[] next = new int[THREADS];
        for (int at = 0; at < output.length; at += BLOCK_BYTES) {
            byte id = output[at];
            assertThat(Arrays.copyOfRange(output, at, at + BLOCK_BYTES)).isEqualTo(block(id, next[id]++));
        }
    }

    private static byte[] block(byte writer, int number) {
        byte[] block = Bytes.random(BLOCK_BYTES, 100L * writer + number);
        block[0] = writer;
        return block;
    }

    @Test
    public void manyBytesPassUnchanged() throws Exception {
        StreamUnderTest stream = gateway.stream("manyBytes");
        Reads reads = stream.reads();
        Far far = open(stream, peer);
        byte[] bytes = Bytes.random(64 * MEBIBYTE, 2);
        Threads threads = gateway.closing(new Threads());
        threads.run(() -> far.send(bytes));
        assertThat(Bytes.hash(reads.await(bytes.length))).isEqualTo(Bytes.hash(bytes));
        threads.run(() -> {
            for (int at = 0; at < bytes.length; at += MEBIBYTE) {
                stream.write(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + MEBIBYTE)));
            }
        });
        assertThat(Bytes.hash(far.read(bytes.length))).isEqualTo(Bytes.hash(bytes));
        threads.await();
        assertThat(stream.status().getLong("writtenBytes")).isEqualTo(bytes.length);
    }

    @Test
    public void anEndIsSaidWithTheLastWordsAndTheStreamOpensAgain() throws Exception {
        StreamUnderTest stream = gateway.stream("end");
        Published errors = stream.published(Verb.ERRORS);
        Reads reads = stream.reads();
        Far far = open(stream, peer);
        far.send("last words");
        reads.await("last words");
        far.end();
        JsonObject event = errors.await(1).get(0);
        assertThat(StreamCode.valueOf(event.getString("code"))).isIn((Object[]) peer.endCodes());
        assertThat(event.getJsonObject("unread"))
                .isEqualTo(new JsonObject()
                        .put("from", 0)
                        .put("to", 10)
                        .put("bytes", Addresses.base64("last words".getBytes()))
                        .put("truncated", false));
        assertThat(event.getJsonObject("unsent").getLong("count")).isZero();
        session(stream, peer, 2).send(", and new ones");
        assertThat(reads.await("new ones")).isEqualTo("last words, and new ones");
        assertThat(reads.sessions()).containsExactly("1", "2");
    }

    @Test
    public void whoIsNotThereIsTriedAgainAndTheReasonIsSaid() throws Exception {
        StreamUnderTest stream = gateway.stream("nobody");
        Published errors = stream.published(Verb.ERRORS);
        stream.configure(peer.nowhere());
        JsonObject event = errors.awaitError(StreamCode.CONNECT_FAILED);
        JsonObject status = stream.awaitState("backoff");
        assertThat(status.getString("reason")).contains(event.getString("message"), "next attempt in");
        assertThat(status.getLong("session")).isZero();
        errors.await(2);
        stream.configure(peer.configuration());
        peer.accept();
        stream.awaitState("open");
    }

    @Test
    public void whatIsAcceptedIsHandedOverOrComesBackUnsent() throws Exception {
        StreamUnderTest stream = gateway.stream("breaks");
        Published errors = stream.published(Verb.ERRORS);
        Reads reads = stream.reads();
        Far far = open(
                stream, peer, "writeQueueBytes = 33554432", "reconnectMinMillis = 60000", "reconnectMaxMillis = 60000");
        far.send("busy");
        reads.await("busy");
        byte[] bytes = Bytes.random(24 * MEBIBYTE, 3);
        List<CompletableFuture<JsonObject>> writes = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += MEBIBYTE) {
            writes.add(stream.startWrite(Arrays.copyOfRange(bytes, at, at + MEBIBYTE)));
        }
        stream.awaitStatus(status -> status.getLong("queuedBytes") + status.getLong("writtenBytes") == bytes.length);
        byte[] taken = far.read(MEBIBYTE + 1);
        far.breakOff();

        Accounts accounts = new Accounts(writes);
        assertThat(accounts.failed()).isPositive();
        ByteBuffer unsent = ByteBuffer.wrap(accounts.unsent());
        assertThat(unsent.remaining() + accounts.handedOver()).isEqualTo(bytes.length);
        assertThat(unsent).isEqualTo(ByteBuffer.wrap(bytes).position((int) accounts.handedOver()));
        assertThat(taken).isEqualTo(Arrays.copyOf(bytes, taken.length));
        assertThat(accounts.handedOver() + accounts.doubt()).isGreaterThanOrEqualTo(taken.length);

        JsonObject event = errors.await(1).get(0);
        assertThat(event.getJsonObject("unread").getString("bytes")).isEqualTo(Addresses.base64("busy".getBytes()));
        JsonObject half = event.getJsonObject("unsent");
        assertThat(half.getLong("offset")).isEqualTo(accounts.handedOver());
        assertThat(half.getLong("count")).isEqualTo(unsent.remaining());
        assertThat(half.getInteger("doubt")).isEqualTo(accounts.doubt());
        byte[] carried = Addresses.bytes(half.getString("bytes"));
        assertThat(ByteBuffer.wrap(carried)).isEqualTo(unsent.slice(0, carried.length));
        assertThat(half.getBoolean("truncated")).isEqualTo(carried.length < unsent.remaining());
    }
}
