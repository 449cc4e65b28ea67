package org.threadedstreams.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.threadedstreams.bridge.RawClient.request;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred clients that misbehave at the same time: bounded, no harm to others, and nothing of them is left. */
@Timeout(180)
class ManyClientsTest {

    private static final int CLIENTS = 200;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int CHUNKS = 2048;
    private static final int MEBIBYTE = 1024 * 1024;

    /** What the system takes for one of them at most: twice the send buffer that the bridge asks for. */
    private static final int SYSTEM_BYTES = 2 * 256 * 1024;

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

    /** What is published, and kept for whoever has to fetch. */
    private final class Journal {

        private final byte[] pattern = new byte[MEBIBYTE];
        private final AtomicLong end = new AtomicLong();

        Journal() throws Exception {
            new Random(11).nextBytes(pattern);
            gateway.answer("streams.a.fetch", this::fetched);
        }

        byte[] bytes(long offset) {
            int at = (int) (offset % MEBIBYTE);
            return Arrays.copyOfRange(pattern, at, at + CHUNK_BYTES);
        }

        void publish(int chunks) {
            for (int i = 0; i < chunks; i++) {
                long offset = end.getAndAdd(CHUNK_BYTES);
                gateway.publish("a", offset, bytes(offset));
            }
        }

        private void fetched(Message<Object> message) {
            gateway.seen.clear();
            long from = Long.parseLong(((JsonObject) message.body()).getString("from"));
            message.reply(Buffer.buffer(bytes(from)), new DeliveryOptions().addHeader("offset", Long.toString(from)));
        }

        /** Reads all of it as a consumer does that cares: as it is published, and by offset what was missed. */
        void readBy(RawClient client, long to) throws Exception {
            long cursor = 0;
            long known = 0;
            boolean asked = false;
            while (cursor < to) {
                JsonObject frame = client.next();
                long offset = Long.parseLong(frame.getJsonObject("headers").getString("offset"));
                byte[] bytes = Base64.getUrlDecoder().decode(frame.getString("body"));
                known = Math.max(known, offset + bytes.length);
                asked &= !frame.getString("address").equals("r");
                if (offset == cursor && bytes.length > 0) {
                    assertThat(Arrays.equals(bytes, bytes(cursor)))
                            .as("at %s", cursor)
                            .isTrue();
                    cursor += bytes.length;
                }
                if (known > cursor && !asked) {
                    client.send(request("streams.a.fetch", "r", new JsonObject().put("from", Long.toString(cursor))));
                    asked = true;
                }
            }
        }
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + PlatformDependent.usedDirectMemory();
    }

    private void assertNobodyIsLeft() {
        await().atMost(Duration.ofSeconds(30)).until(() -> gateway.server.clients() == 0);
        for (String address : List.of("streams.a.read", "streams.b.state")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThatThrownBy(() -> gateway.vertx
                                    .eventBus()
                                    .request(address, "", new DeliveryOptions().setSendTimeout(1000))
                                    .await(10, TimeUnit.SECONDS))
                            .isInstanceOf(ReplyException.class)
                            .hasMessageContaining("No handlers"));
        }
    }

    @Test
    void whoStopsReadingCostsAtMostOneMebibyteAndTheOthersGetEverything() throws Exception {
        Journal journal = new Journal();
        RawClient reader = gateway.client().register("streams.a.read").settled();
        long before = usedBytes();
        List<RawClient> stopped = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            stopped.add(gateway.narrowClient()
                    .register("streams.a.read")
                    .register("streams.b.state")
                    .settled());
        }
        long end = (long) CHUNKS * CHUNK_BYTES;
        ExecutorService others = Executors.newSingleThreadExecutor();
        try {
            Future<?> read = others.submit(() -> {
                journal.readBy(reader, end);
                return null;
            });
            journal.publish(CHUNKS);
            read.get(120, TimeUnit.SECONDS);
        } finally {
            others.shutdownNow();
        }
        long each = (usedBytes() - before) / CLIENTS;
        assertThat(each).isLessThan(MEBIBYTE - SYSTEM_BYTES);

        for (RawClient client : stopped) {
            client.close();
        }
        reader.close();
        assertNobodyIsLeft();
    }

    @Test
    void allMayConnectAtOnce() throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<RawClient>> connecting = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                connecting.add(people.submit(() -> new RawClient(gateway.address)
                        .login(gateway.token)
                        .register("streams.a.read")
                        .settled()));
            }
            List<RawClient> clients = new ArrayList<>();
            for (Future<RawClient> client : connecting) {
                clients.add(client.get(60, TimeUnit.SECONDS));
            }
            assertThat(gateway.server.clients()).isEqualTo(CLIENTS);
            gateway.publish("a", 0, new byte[1]);
            for (RawClient client : clients) {
                assertThat(client.next().getString("address")).isEqualTo("streams.a.read");
                client.close();
            }
        } finally {
            people.shutdownNow();
        }
        assertNobodyIsLeft();
    }

    @Test
    void whoVanishesInTheMiddleOfEverythingLeavesNothing() throws Exception {
        Queue<Message<Object>> unanswered = new ConcurrentLinkedQueue<>();
        gateway.answer("streams.a.write", unanswered::add);
        byte[] half = ByteBuffer.allocate(CHUNK_BYTES * 4).putInt(MEBIBYTE).array();
        RawClient witness = gateway.client().settled();
        long before = 0;
        for (int round = 0; round < 3; round++) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                RawClient client = new RawClient(gateway.address, 4096).login(gateway.token);
                clients.add(client.register("streams.a.read").register("streams.b.state"));
                client.settled().send(request("streams.a.write", "r", "x")).sendRaw(half);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> unanswered.size() == CLIENTS);
            for (int i = 0; i < 10; i++) {
                gateway.publish("a", i, new byte[CHUNK_BYTES]);
            }
            for (RawClient client : clients) {
                client.close();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> gateway.server.clients() == 1);
            // Too late for who asked.
            unanswered.forEach(message -> message.reply("done"));
            unanswered.clear();
            gateway.seen.clear();
            witness.settled();
            // The allocator keeps what one round took, and the next takes no more.
            before = round == 0 ? usedBytes() : before;
        }
        // The late answers are still on their way through the clients' event loops, which hold what they hold until
        // then.
        long first = before;
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(usedBytes() - first).isLessThan(32L * MEBIBYTE));
        witness.close();
        assertNobodyIsLeft();
    }
}
