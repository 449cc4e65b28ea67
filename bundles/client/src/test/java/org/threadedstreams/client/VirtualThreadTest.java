package org.threadedstreams.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.client.vertx.VertxStreams;

/** Virtual threads that wait at handles are not pinned to their carriers. Needs a JVM that has them: 21 or newer. */
@Timeout(60)
class VirtualThreadTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int THREADS = 40;
    private static final String PINNED = "jdk.VirtualThreadPinned";

    @TempDir
    Path home;

    @BeforeEach
    void needsVirtualThreads() {
        Assumptions.assumeTrue(
                Runtime.version().feature() >= 21,
                "no virtual threads in Java " + Runtime.version().feature() + "; run the tests on 21 or newer");
    }

    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    @Test
    void overTheBridge() throws Exception {
        try (GatewayOnVertx gateway = new GatewayOnVertx(home);
                Streams streams = Streams.connect(home)) {
            assertThat(pinnedWhileWaiting(gateway, streams)).isEmpty();
        }
    }

    @Test
    void overTheBus() throws Exception {
        try (GatewayOnVertx gateway = new GatewayOnVertx(home);
                Streams streams = VertxStreams.on(gateway.vertx.eventBus())) {
            assertThat(pinnedWhileWaiting(gateway, streams)).isEmpty();
        }
    }

    /** Has many wait for the same text; returns every pinning that has to do with us. */
    private List<String> pinnedWhileWaiting(GatewayOnVertx gateway, Streams streams) throws Exception {
        Path file = home.resolve("pinned.jfr");
        // The first time classes are loaded, which pins whatever they do.
        waitTogether(gateway, streams, 3);
        try (Recording recording = new Recording()) {
            recording.enable(PINNED).withThreshold(Duration.ZERO).withStackTrace();
            recording.start();
            waitTogether(gateway, streams, THREADS);
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .map(RecordedEvent::toString)
                .filter(event -> event.contains("org.threadedstreams"))
                .toList();
    }

    private static void waitTogether(GatewayOnVertx gateway, Streams streams, int count) throws Exception {
        ExecutorService threads = virtualThreads();
        CountDownLatch written = new CountDownLatch(count);
        try {
            List<Future<String>> waits = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ThreadedStream handle = streams.attach("console");
                waits.add(threads.submit(() -> {
                    Receipt receipt = handle.write("x\n".getBytes(StandardCharsets.UTF_8), SOON);
                    handle.from(receipt).readLine(SOON);
                    written.countDown();
                    return handle.readUntil("go.", SOON).text();
                }));
            }
            assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
            gateway.receive("go.".getBytes(StandardCharsets.UTF_8));
            for (Future<String> wait : waits) {
                assertThat(wait.get(30, TimeUnit.SECONDS)).isEqualTo("go.");
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
