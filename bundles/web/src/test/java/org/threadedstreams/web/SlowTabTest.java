package org.threadedstreams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.threadedstreams.web.Tab.request;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tab that does not read costs little, hurts nobody, and when it reads again knows what to do. */
@Timeout(180)
class SlowTabTest {

    private static final int TABS = 200;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int CHUNKS = 2048;
    private static final int MEBIBYTE = 1024 * 1024;

    /** What the system takes for one of them at most: twice the send buffer that the server asks for. */
    private static final int SYSTEM_BYTES = 2 * 256 * 1024;

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

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + PlatformDependent.usedDirectMemory();
    }

    /** What is published, and kept for whoever has to fetch. */
    private final class Journal {

        private final byte[] pattern = new byte[MEBIBYTE];
        private final AtomicLong end = new AtomicLong();

        Journal() throws Exception {
            new Random(11).nextBytes(pattern);
            site.answer("streams.a.fetch", this::fetched);
        }

        byte[] bytes(long offset) {
            int at = (int) (offset % MEBIBYTE);
            return Arrays.copyOfRange(pattern, at, at + CHUNK_BYTES);
        }

        void publish(int chunks) {
            for (int i = 0; i < chunks; i++) {
                long offset = end.getAndAdd(CHUNK_BYTES);
                site.publish("a", offset, bytes(offset));
            }
        }

        private void fetched(Message<Object> message) {
            site.seen.clear();
            long from = Long.parseLong(((JsonObject) message.body()).getString("from"));
            message.reply(Buffer.buffer(bytes(from)), new DeliveryOptions().addHeader("offset", Long.toString(from)));
        }

        /** Reads all of it as a page does that cares: as it is published, and by offset what was missed. */
        void readBy(Tab tab, long to) throws Exception {
            long cursor = 0;
            long known = 0;
            boolean asked = false;
            while (cursor < to) {
                JsonObject frame = tab.next();
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
                    tab.send(request("streams.a.fetch", "r", new JsonObject().put("from", Long.toString(cursor))));
                    asked = true;
                }
            }
        }
    }

    @Test
    void whoStopsReadingCostsAtMostOneMebibyteAndTheOthersGetEverything() throws Exception {
        Journal journal = new Journal();
        Tab reader = site.tab().register("streams.a.read").settled();
        long before = usedBytes();
        List<Tab> stopped = new ArrayList<>();
        for (int i = 0; i < TABS; i++) {
            stopped.add(site.narrowTab().register("streams.a.read").settled());
        }
        ExecutorService others = Executors.newSingleThreadExecutor();
        try {
            Future<?> read = others.submit(() -> {
                journal.readBy(reader, (long) CHUNKS * CHUNK_BYTES);
                return null;
            });
            journal.publish(CHUNKS);
            read.get(120, TimeUnit.SECONDS);
        } finally {
            others.shutdownNow();
        }
        assertThat((usedBytes() - before) / TABS).isLessThan(MEBIBYTE - SYSTEM_BYTES);
        // They share what waits for them, so the sum alone does not tell how much waits for one.
        int waiting = 0;
        while (!stopped.get(TABS - 1).next().getString("body").isEmpty()) {
            waiting += CHUNK_BYTES / 3 * 4;
        }
        assertThat(waiting).isPositive().isLessThan(MEBIBYTE);
    }

    @Test
    void aTabThatReadsAgainIsToldByAnEmptyReadWhereTheEndIs() throws Exception {
        Journal journal = new Journal();
        Tab witness = site.tab().register("streams.witness.state").settled();
        Tab tab = site.narrowTab().register("streams.a.read").settled();
        journal.publish(200);
        site.vertx.eventBus().publish("streams.witness.state", "now");
        witness.next();

        int frames = 0;
        JsonObject frame = tab.next();
        for (; !frame.getString("body").isEmpty(); frame = tab.next()) {
            assertThat(frame.getJsonObject("headers").getString("offset"))
                    .isEqualTo(Long.toString((long) frames++ * CHUNK_BYTES));
        }
        assertThat(frames).isBetween(1, 100);
        assertThat(frame.getJsonObject("headers").getString("offset")).isEqualTo(Long.toString(200L * CHUNK_BYTES));
        journal.publish(1);
        assertThat(tab.next().getJsonObject("headers").getString("offset"))
                .isEqualTo(Long.toString(200L * CHUNK_BYTES));
    }

    @Test
    void aTabThatAsksWithoutReadingIsNotReadFrom() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        site.answer("streams.a.fetch", message -> {
            site.seen.clear();
            asked.incrementAndGet();
            message.reply(Buffer.buffer(new byte[CHUNK_BYTES]));
        });
        Tab tab = site.narrowTab();
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try {
            long before = usedBytes();
            Future<?> sent = sender.submit((Callable<?>) () -> {
                for (int i = 0; i < 20_000; i++) {
                    tab.send(request("streams.a.fetch", "r" + i, new JsonObject().put("pad", "x".repeat(5000))));
                }
                return null;
            });
            AtomicInteger last = new AtomicInteger(-1);
            await().pollInterval(Duration.ofMillis(300)).until(() -> asked.get() == last.getAndSet(asked.get()));

            assertThat(asked.get()).isBetween(1, 100);
            await().untilAsserted(() -> assertThat(usedBytes() - before).isLessThan(4L * MEBIBYTE));
            for (int i = 0; i < 500; i++) {
                assertThat(tab.next().getString("address")).isEqualTo("r" + i);
            }
            sent.cancel(true);
        } finally {
            tab.close();
            sender.shutdownNow();
            assertThat(sender.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Large messages wait in the system's buffers, not in ours. */
    @Test
    void whatATabSendsWhileItsAnswersWaitIsBoundedToo() throws Exception {
        site.answer("streams.a.fetch", message -> message.reply(Buffer.buffer(new byte[CHUNK_BYTES])));
        Tab tab = site.narrowTab();
        String big = "x".repeat(900 * 1024);
        long before = usedBytes();
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try {
            AtomicInteger sent = new AtomicInteger();
            sender.submit((Callable<?>) () -> {
                for (int i = 0; i < 20; i++) {
                    tab.send(request("streams.a.fetch", "r" + i, new JsonObject()));
                }
                for (int i = 0; i < 100; i++) {
                    tab.send(request("streams.a.fetch", "r", new JsonObject().put("big", big)));
                    sent.incrementAndGet();
                }
                return null;
            });
            AtomicInteger last = new AtomicInteger(-1);
            await().pollInterval(Duration.ofMillis(500)).until(() -> sent.get() == last.getAndSet(sent.get()));
            site.seen.clear();

            assertThat(sent.get()).isLessThan(20);
            await().untilAsserted(() -> assertThat(usedBytes() - before).isLessThan(12L * MEBIBYTE));
        } finally {
            tab.close();
            sender.shutdownNow();
            assertThat(sender.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A browser's script cannot ping as WebSocket does, and each ping has its answer made before anybody is asked. */
    @Test
    void whoPingsAndDoesNotReadIsLeft() throws Exception {
        Tab tab = site.narrowTab();
        long before = usedBytes();
        try {
            for (int i = 0; i < 1_000_000; i++) {
                tab.sendFrame(Tab.PING, true, new byte[125]);
            }
        } catch (java.io.IOException left) {
            assertThat(left).isInstanceOf(java.net.SocketException.class);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> site.server.clients() == 0);
        assertThat(usedBytes() - before).isLessThan(8L * MEBIBYTE);
    }

    @Test
    void aTabThatDoesNotReadCannotKeepTheServerFromStopping() throws Exception {
        Journal journal = new Journal();
        Tab witness = site.tab().register("streams.witness.state").settled();
        site.narrowTab().register("streams.a.read").settled();
        journal.publish(200);
        site.vertx.eventBus().publish("streams.witness.state", "now");
        witness.next();

        var closing = site.server.close();
        assertThat(witness.end().sockJs()).startsWith("c[3001,");
        closing.await(30, TimeUnit.SECONDS);
        assertThat(site.server.clients()).isZero();
    }

    @Test
    void twoHundredMayConnectAtOnce() throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(TABS);
        try {
            List<Future<Tab>> connecting = new ArrayList<>();
            for (int i = 0; i < TABS; i++) {
                connecting.add(people.submit(() -> site.login(Tab.open(site.address, 0, Site.PATH))
                        .register("streams.a.read")
                        .settled()));
            }
            List<Tab> tabs = new ArrayList<>();
            for (Future<Tab> tab : connecting) {
                tabs.add(tab.get(60, TimeUnit.SECONDS));
            }
            assertThat(site.server.clients()).isEqualTo(TABS);
            site.publish("a", 0, new byte[1]);
            for (Tab tab : tabs) {
                assertThat(tab.next().getString("address")).isEqualTo("streams.a.read");
                tab.close();
            }
        } finally {
            people.shutdownNow();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> site.server.clients() == 0);
    }
}
