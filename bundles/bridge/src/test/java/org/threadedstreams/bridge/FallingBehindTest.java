package org.threadedstreams.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.threadedstreams.bridge.RawClient.frame;
import static org.threadedstreams.bridge.RawClient.request;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that does not read costs little, and when it reads again knows what to do. */
@Timeout(180)
class FallingBehindTest {

    private static final int CHUNK_BYTES = 64 * 1024;

    @TempDir
    Path home;

    private Gateway gateway;
    private EventBus bus;

    @BeforeEach
    void open() throws Exception {
        gateway = new Gateway(home);
        bus = gateway.vertx.eventBus();
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
    }

    private static long usedHeapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Publishes until a client that does not read surely misses more. */
    private long publishBytes(String stream, long from, int chunks) {
        long offset = from;
        for (int i = 0; i < chunks; i++) {
            gateway.publish(stream, offset, new byte[CHUNK_BYTES]);
            offset += CHUNK_BYTES;
        }
        return offset;
    }

    /** Returns when the bridge has handled all that was published before. */
    private void handled(RawClient witness) throws Exception {
        bus.publish("streams.witness.state", "now");
        assertThat(witness.next().getString("address")).isEqualTo("streams.witness.state");
    }

    private RawClient witness() throws Exception {
        return gateway.client().register("streams.witness.state").settled();
    }

    /** All frames up to and including the first that fits. */
    private static List<JsonObject> framesUntil(RawClient client, java.util.function.Predicate<JsonObject> last)
            throws Exception {
        List<JsonObject> frames = new ArrayList<>();
        do {
            frames.add(client.next());
        } while (!last.test(frames.get(frames.size() - 1)));
        return frames;
    }

    private static boolean empty(JsonObject frame) {
        return "".equals(frame.getValue("body"));
    }

    @Test
    void aClientThatReadsAgainIsToldByAnEmptyReadWhereTheEndIs() throws Exception {
        RawClient witness = witness();
        RawClient client = gateway.narrowClient().register("streams.a.read").settled();
        long end = publishBytes("a", 0, 200);
        handled(witness);

        List<JsonObject> frames = framesUntil(client, FallingBehindTest::empty);

        long expected = 0;
        for (JsonObject read : frames.subList(0, frames.size() - 1)) {
            assertThat(read.getJsonObject("headers").getString("offset")).isEqualTo(Long.toString(expected));
            expected += CHUNK_BYTES;
        }
        assertThat(frames).hasSizeLessThan(100);
        assertThat(frames.get(frames.size() - 1))
                .isEqualTo(frame("message")
                        .put("address", "streams.a.read")
                        .put("body", "")
                        .put("send", false)
                        .put(
                                "headers",
                                new JsonObject()
                                        .put("stream", "a")
                                        .put("session", "1")
                                        .put("journal", "j1")
                                        .put("time", Long.toString(end - CHUNK_BYTES + 1_000_000))
                                        .put("offset", Long.toString(end))));

        publishBytes("a", end, 1);
        assertThat(client.next().getJsonObject("headers").getString("offset")).isEqualTo(Long.toString(end));
    }

    @Test
    void eachAddressIsCaughtUpInItsOwnWay() throws Exception {
        RawClient witness = witness();
        RawClient client = gateway.narrowClient()
                .register("streams.a.read")
                .register("streams.a.lines")
                .register("streams.a.state")
                .register("streams.state")
                .register("streams.errors")
                .register("streams.quiet.read")
                .settled();
        long end = publishBytes("a", 0, 200);
        bus.publish("streams.a.lines", "größer", Gateway.headers("a", 10));
        for (int i = 0; i < 3; i++) {
            bus.publish("streams.a.state", new JsonObject().put("session", i), Gateway.headers("a", 0));
            bus.publish("streams.state", new JsonObject().put("session", i), Gateway.headers("a", 0));
            bus.publish("streams.state", new JsonObject().put("session", 10 + i), Gateway.headers("b", 0));
            bus.publish("streams.errors", new JsonObject().put("code", i), Gateway.headers("a", 0));
        }
        handled(witness);

        List<JsonObject> frames = framesUntil(client, FallingBehindTest::empty);
        for (int i = 0; i < 5; i++) {
            frames.add(client.next());
        }
        client.settled();

        Map<String, JsonObject> told = new LinkedHashMap<>();
        for (JsonObject frame : frames.subList(frames.size() - 6, frames.size())) {
            String stream = frame.getJsonObject("headers").getString("stream");
            told.put(frame.getString("address") + "/" + stream, frame);
        }
        assertThat(told.keySet())
                .containsExactlyInAnyOrder(
                        "streams.a.read/a",
                        "streams.a.lines/a",
                        "streams.a.state/a",
                        "streams.state/a",
                        "streams.state/b",
                        "streams.errors/a");
        assertThat(told.get("streams.a.read/a").getJsonObject("headers").getString("offset"))
                .isEqualTo(Long.toString(end));
        JsonObject lines = told.get("streams.a.lines/a");
        assertThat(lines.getString("body")).isEmpty();
        assertThat(lines.getJsonObject("headers").getString("partial")).isEqualTo("true");
        assertThat(lines.getJsonObject("headers").getString("offset")).isEqualTo("16");
        assertThat(told.get("streams.a.state/a").getJsonObject("body").getInteger("session"))
                .isEqualTo(2);
        assertThat(told.get("streams.state/a").getJsonObject("body").getInteger("session"))
                .isEqualTo(2);
        assertThat(told.get("streams.state/b").getJsonObject("body").getInteger("session"))
                .isEqualTo(12);
        JsonObject error = told.get("streams.errors/a");
        assertThat(error.getJsonObject("body").getInteger("code")).isEqualTo(2);
        assertThat(error.getJsonObject("headers").getString("missed")).isEqualTo("2");
    }

    @Test
    void aClientThatStopsReadingCostsAtMostOneMebibyteAndDisturbsNobody() throws Exception {
        RawClient reader = gateway.client().register("streams.slow.read").settled();
        long before = usedHeapBytes();
        List<RawClient> stopped = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            stopped.add(gateway.narrowClient().register("streams.a.read").settled());
        }
        // 1 GiB as fast as it goes, and beside it a stream that somebody reads.
        long offset = 0;
        for (int i = 0; i < 16; i++) {
            offset = publishBytes("a", offset, 1024);
            gateway.publish("slow", i, new byte[1]);
            JsonObject read = reader.next();
            assertThat(read.getJsonObject("headers").getString("offset")).isEqualTo(Integer.toString(i));
        }
        reader.settled();

        assertThat(usedHeapBytes() - before).isLessThan(stopped.size() * 1024 * 1024L);
    }

    @Test
    void aReadingClientLosesNothingSilentlyAtFullRate() throws Exception {
        long end = 8192L * CHUNK_BYTES;
        RawClient client = gateway.client().register("streams.a.read").settled();
        Thread publisher = new Thread(() -> publishBytes("a", 0, 8192), "publisher");
        publisher.start();

        long cursor = 0;
        while (cursor < end) {
            JsonObject read = client.next();
            long offset = Long.parseLong(read.getJsonObject("headers").getString("offset"));
            if (empty(read)) {
                assertThat(offset).isGreaterThan(cursor);
                cursor = offset;
            } else {
                assertThat(offset).as("only an empty message may jump").isEqualTo(cursor);
                cursor = offset + CHUNK_BYTES;
            }
        }
        assertThat(cursor).isEqualTo(end);
        publisher.join();
        client.settled();
    }

    @Test
    void aClientThatAsksWithoutReadingIsNotReadFrom() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        gateway.answer("streams.a.fetch", message -> {
            asked.incrementAndGet();
            message.reply(Buffer.buffer(new byte[CHUNK_BYTES]));
        });
        gateway.seen.clear();
        RawClient client = gateway.narrowClient();
        int requests = 20_000;
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try {
            long before = usedHeapBytes();
            Future<?> sent = sender.submit((Callable<?>) () -> {
                for (int i = 0; i < requests; i++) {
                    client.send(request("streams.a.fetch", "r" + i, new JsonObject().put("from", i)));
                }
                return null;
            });
            AtomicInteger last = new AtomicInteger(-1);
            await().pollInterval(Duration.ofMillis(300)).until(() -> asked.get() == last.getAndSet(asked.get()));

            assertThat(asked.get()).isBetween(1, 100);
            assertThat(usedHeapBytes() - before).isLessThan(4 * 1024 * 1024L);

            for (int i = 0; i < 500; i++) {
                assertThat(client.next().getString("address")).isEqualTo("r" + i);
            }
            sent.cancel(true);
        } finally {
            client.close();
            sender.shutdownNow();
            assertThat(sender.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotReadCannotKeepTheBridgeFromStopping() throws Exception {
        RawClient witness = witness();
        gateway.narrowClient().register("streams.a.read").settled();
        publishBytes("a", 0, 200);
        handled(witness);

        gateway.server.close().await(5, TimeUnit.SECONDS);

        assertThat(witness.ended()).isTrue();
        await().untilAsserted(() -> assertThat(gateway.server.clients()).isZero());
    }

    @Test
    void manyWritesOfOneClientReachTheStreamBeforeAnyIsAnswered() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        gateway.answer("streams.a.write", message -> writes.incrementAndGet());
        RawClient client = gateway.client();
        String body = "x".repeat(512 * 1024);

        for (int i = 0; i < 4; i++) {
            client.send(request("streams.a.write", "r" + i, body));
        }

        await().untilAsserted(() -> assertThat(writes.get()).isEqualTo(4));
        client.settled();
    }
}
