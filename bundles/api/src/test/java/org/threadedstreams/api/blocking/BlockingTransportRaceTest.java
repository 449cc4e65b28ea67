package org.threadedstreams.api.blocking;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.WriteFailure;
import org.threadedstreams.api.blocking.ScriptedPort.Call;

/**
 * Everything at once, in an order that a seed decides: reads, writes, operations, pauses, ends of all kinds. What must hold
 * then is what no order changes.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockingTransportRaceTest {

    static long[] seeds() {
        long first = Long.getLong("race.seed", 1);
        return java.util.stream.LongStream.range(first, first + Integer.getInteger("race.count", 60))
                .toArray();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyOrderKeepsTheContract(long seed) throws Exception {
        Random random = new Random(seed);
        NotingListener listener = new NotingListener();
        ScriptedPort port = new ScriptedPort();
        byte[] input = new byte[random.nextInt(2_000)];
        random.nextBytes(input);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        int failAfter = random.nextInt(3) == 0 ? random.nextInt(40) : Integer.MAX_VALUE;
        Random writerRandom = new Random(seed + 1);
        port.writes((from, offset, length) -> {
            pause(writerRandom);
            if (port.count(Call.WRITE) > failAfter) {
                throw new IOException("scripted failure");
            }
            int taken = writerRandom.nextInt(length + 1);
            written.write(from, offset, taken);
            return taken;
        });
        BlockingPort noting = new ForwardingPort(port) {
            @Override
            public int read(byte[] into) throws IOException {
                int count = super.read(into);
                read.write(into, 0, Math.max(count, 0));
                return count;
            }
        };

        StreamConnection connection = BlockingTransport.open("race", noting, listener);
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Void>> actors = new ArrayList<>();
        actors.add(actor(() -> feed(port, input, new Random(seed + 2))));
        CompletableFuture<ByteArrayOutputStream> confirmed = new CompletableFuture<>();
        actors.add(actor(() -> confirmed.complete(writeUntilEnd(connection, new Random(seed + 3)))));
        actors.add(actor(() -> pauseAndResume(connection, stop, new Random(seed + 4))));
        actors.add(actor(() -> operate(connection, stop, new Random(seed + 5))));
        pause(random, 20_000);
        List<CompletableFuture<Void>> closings = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            actors.add(actor(() -> {
                synchronized (closings) {
                    closings.add(connection.close().toCompletableFuture());
                }
            }));
        }
        connection.close().toCompletableFuture().get(10_000, MILLISECONDS);
        assertThat(listener.isEnded()).isTrue();
        stop.set(true);
        CompletableFuture.allOf(actors.toArray(CompletableFuture[]::new)).get(10_000, MILLISECONDS);
        CompletableFuture.allOf(closings.toArray(CompletableFuture[]::new)).get(10_000, MILLISECONDS);

        assertThat(port.breaches).isEmpty();
        assertThat(listener.breaches).isEmpty();
        assertThat(listener.received()).as("all that was read was handed on").isEqualTo(read.toByteArray());
        assertThat(listener.received()).isEqualTo(Arrays.copyOf(input, read.size()));
        byte[] sure = confirmed.get().toByteArray();
        assertThat(written.size()).isGreaterThanOrEqualTo(sure.length);
        assertThat(Arrays.copyOf(written.toByteArray(), sure.length))
                .as("what was confirmed was written, in order")
                .isEqualTo(sure);
    }

    private static void feed(ScriptedPort port, byte[] input, Random random) {
        int at = 0;
        while (at < input.length) {
            int count = Math.min(input.length - at, 1 + random.nextInt(64));
            port.gives(Arrays.copyOfRange(input, at, at + count));
            at += count;
            pause(random);
        }
        switch (random.nextInt(3)) {
            case 0 -> port.ends();
            case 1 -> port.failsToRead(new IOException("scripted failure"));
            default -> {}
        }
    }

    /** What was confirmed as taken. */
    private static ByteArrayOutputStream writeUntilEnd(StreamConnection connection, Random random) {
        ByteArrayOutputStream confirmed = new ByteArrayOutputStream();
        while (true) {
            byte[] bytes = new byte[1 + random.nextInt(100)];
            random.nextBytes(bytes);
            try {
                int taken = connection
                        .write(ByteBuffer.wrap(bytes))
                        .toCompletableFuture()
                        .get(10_000, MILLISECONDS);
                assertThat(taken).isBetween(1, bytes.length);
                confirmed.write(bytes, 0, taken);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(WriteFailure.class);
                return confirmed;
            } catch (Exception e) {
                throw new AssertionError("a write was neither taken nor failed", e);
            }
        }
    }

    private static void pauseAndResume(StreamConnection connection, AtomicBoolean stop, Random random) {
        while (!stop.get()) {
            connection.resume();
            pause(random);
            if (random.nextInt(4) == 0) {
                connection.pause();
            }
        }
    }

    private static void operate(StreamConnection connection, AtomicBoolean stop, Random random) {
        while (!stop.get()) {
            connection.control(random.nextBoolean() ? "known" : "unknown", Map.of());
            pause(random);
        }
    }

    private static CompletableFuture<Void> actor(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "actor");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private static void pause(Random random) {
        pause(random, 300);
    }

    private static void pause(Random random, int maxMicros) {
        if (random.nextInt(3) > 0) {
            LockSupport.parkNanos(1_000L * random.nextInt(maxMicros));
        }
    }
}
