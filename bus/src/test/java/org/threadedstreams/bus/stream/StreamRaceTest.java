package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.api.bus.StreamState;
import org.threadedstreams.api.bus.WriteReceipt;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.journal.JournalsInMemory;

/**
 * Many seeded schedules of reads, writes, faults, edits and transports that come and go, against the simplest model:
 * delivered = received, and handed over + unsent = accepted.
 */
@Timeout(60)
class StreamRaceTest {

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService chaos = Executors.newScheduledThreadPool(3);

    private record Written(byte[] bytes, CompletableFuture<WriteReceipt> outcome) {}

    static LongStream seeds() {
        long first = Long.getLong("seed", 1);
        return LongStream.range(first, first + Integer.getInteger("seeds", 30));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        timer.shutdownNow();
        chaos.shutdownNow();
        pool.shutdownNow();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingIsLostAndNothingIsDoubled(long seed) throws Exception {
        Publisher.registerCodecs(vertx.eventBus());
        Providers providers = new Providers();
        ChaosProvider provider = new ChaosProvider(seed, chaos);
        StreamActor stream = new StreamActor(
                "race",
                new StreamRuntime(vertx, pool, timer, Clock.systemUTC(), new Random(seed), new JournalsInMemory(pool)),
                providers);
        Buffer delivered = Buffer.buffer();
        List<String> jumps = new ArrayList<>();
        vertx.eventBus().<Buffer>consumer(Verb.READ.of("race"), chunk -> {
            if (!chunk.headers().get("offset").equals(Integer.toString(delivered.length()))) {
                jumps.add(chunk.headers().get("offset") + " at " + delivered.length());
            }
            delivered.appendBuffer(chunk.body());
        });
        providers.add(entry(provider, 1));
        stream.configure(file(65_536));
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> stream.status().session() > 0);

        List<Future<List<Written>>> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            Random random = new Random(seed * 31 + w);
            writers.add(pool.submit(() -> write(stream, random)));
        }
        Future<?> disturber = pool.submit(() -> disturb(stream, providers, provider, new Random(seed * 17)));
        List<Written> written = new ArrayList<>();
        for (Future<List<Written>> writer : writers) {
            written.addAll(writer.get(30, TimeUnit.SECONDS));
        }
        disturber.get(30, TimeUnit.SECONDS);
        stream.stop();
        await().atMost(Duration.ofSeconds(10)).until(() -> stream.status().state() == StreamState.CLOSED);

        int accepted = 0;
        for (Written write : written) {
            accepted += check(write, provider);
        }
        assertThat(accepted).isPositive();
        assertThat(stream.status().gaps()).isZero();
        await().atMost(Duration.ofSeconds(10)).until(() -> delivered.length() == provider.received.size());
        assertThat(jumps).isEmpty();
        assertThat(delivered.getBytes()).isEqualTo(provider.received.toByteArray());
        assertThat(stream.status().queuedBytes()).isZero();
    }

    private static List<Written> write(StreamActor stream, Random random) throws Exception {
        List<Written> written = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(100)];
            random.nextBytes(bytes);
            Written write = new Written(bytes, stream.write(bytes, random.nextInt(5) == 0 ? 2 : 0));
            written.add(write);
            awaitOpen(stream);
            if (random.nextInt(3) == 0) {
                write.outcome().handle((receipt, failure) -> null).get(20, TimeUnit.SECONDS);
            }
        }
        return written;
    }

    /** Writes to a stream that is not open are answered at once: without a pause they would all be over too soon. */
    private static void awaitOpen(StreamActor stream) {
        for (int i = 0; i < 200 && stream.status().state() != StreamState.OPEN; i++) {
            java.util.concurrent.locks.LockSupport.parkNanos(100_000);
        }
    }

    private static void disturb(StreamActor stream, Providers providers, ChaosProvider provider, Random random) {
        long service = 1;
        for (int i = 0; i < 60; i++) {
            java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(1_000_000));
            switch (random.nextInt(4)) {
                case 0 -> stream.configure(file(65_536 + random.nextInt(3)));
                case 1 -> stream.reconnect();
                case 2 -> {
                    providers.remove(service);
                    stream.providersChanged();
                    providers.add(entry(provider, ++service));
                    stream.providersChanged();
                }
                default -> stream.open();
            }
        }
    }

    /** Checks one write against what the sessions took; returns the bytes that were accepted. */
    private static int check(Written write, ChaosProvider provider) throws InterruptedException {
        try {
            WriteReceipt receipt = write.outcome().get();
            assertThat(receipt.bytes()).isEqualTo(write.bytes().length);
            byte[] took = provider.taken.get((int) receipt.session() - 1).toByteArray();
            int at = (int) receipt.offset();
            assertThat(Arrays.copyOfRange(took, at, at + write.bytes().length)).isEqualTo(write.bytes());
            return write.bytes().length;
        } catch (ExecutionException e) {
            StreamException failure = (StreamException) e.getCause();
            Unsent unsent = failure.unsent();
            int confirmed = write.bytes().length - (int) unsent.count();
            assertThat(unsent.bytes()).isEqualTo(Arrays.copyOfRange(write.bytes(), confirmed, write.bytes().length));
            assertThat(unsent.doubt()).isLessThanOrEqualTo((int) Math.min(unsent.count(), 16_384));
            if (confirmed > 0) {
                assertThat(provider.taken)
                        .anyMatch(session -> endsWith(session.toByteArray(), write.bytes(), confirmed));
            }
            return confirmed;
        }
    }

    /** The session took these bytes last: with the failed write it ended. */
    private static boolean endsWith(byte[] took, byte[] bytes, int count) {
        return took.length >= count && Arrays.equals(took, took.length - count, took.length, bytes, 0, count);
    }

    private static ProviderEntry entry(ChaosProvider provider, long service) {
        return new ProviderEntry("chaos", provider, 0, service, service, null);
    }

    private static ConfigFile file(int payloadMaxBytes) {
        Map<String, String> values = Map.of(
                "transport", "chaos",
                "reconnectMinMillis", "1",
                "reconnectMaxMillis", "2",
                "payloadMaxBytes", Integer.toString(payloadMaxBytes));
        return new ConfigFile("etc/stream-race.cfg", values, values);
    }
}
