package org.threadedstreams.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.util.converter.Converters;
import org.threadedstreams.api.StreamProvider.Watch;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PortWatchTest {

    @TempDir
    private Path folder;

    private final Semaphore came = new Semaphore(0);
    private final List<Watch> watches = new ArrayList<>();
    private FakeSystem system;
    private SerialStreamProvider provider;

    @BeforeEach
    void makeUp() throws Exception {
        system = new FakeSystem(folder.resolve("system"));
        provider = new SerialStreamProvider(system.ports());
    }

    @AfterEach
    void stop() throws Exception {
        watches.forEach(Watch::end);
        provider.stop();
        system.close();
    }

    private void watch(Map<String, Object> options) throws Exception {
        SerialOptions converted =
                Converters.standardConverter().convert(options).to(SerialOptions.class);
        watches.add(provider.watch(converted, came::release));
        assertThat(came.tryAcquire(300, TimeUnit.MILLISECONDS))
                .as("came at once")
                .isFalse();
    }

    private void assertCameWithinASecond() throws InterruptedException {
        assertThat(came.tryAcquire(1, TimeUnit.SECONDS)).as("came").isTrue();
    }

    private void assertSilent() throws InterruptedException {
        assertThat(came.tryAcquire(700, TimeUnit.MILLISECONDS)).as("came").isFalse();
    }

    @Test
    void aPathThatComesIsToldEachTime() throws Exception {
        Path link = folder.resolve("console");
        watch(FakeSystem.by("port", link.toString()));
        for (int i = 0; i < 2; i++) {
            try (PtyPeer pty = PtyPeer.startAt(link)) {
                assertCameWithinASecond();
                assertSilent();
                pty.breakOff();
            }
            Files.deleteIfExists(link);
            assertSilent();
        }
    }

    @Test
    void aPathThatCannotBeOneHoldsUpNobodyElse() throws Exception {
        Path link = folder.resolve("console");
        watch(FakeSystem.by("port", "/dev/tty\0"));
        watch(FakeSystem.by("port", link.toString()));
        try (PtyPeer pty = PtyPeer.startAt(link)) {
            assertThat(pty).isNotNull();
            assertCameWithinASecond();
        }
    }

    @Test
    void whatIsThereAllTheTimeHasNotCome() throws Exception {
        try (PtyPeer pty = PtyPeer.start()) {
            watch(pty.target().options());
            assertSilent();
        }
    }

    @Test
    void anAdapterThatComesUnderAnotherNameIsTold() throws Exception {
        try (PtyPeer pty = PtyPeer.start()) {
            system.plug("ttyUSB0", system.adapter("OTHER", "1-1.2"), pty);
            watch(FakeSystem.by("usbSerial", "MINE"));
            system.plug("ttyUSB1", system.adapter("MINE", "1-1.3"), pty);
            assertCameWithinASecond();
        }
    }

    @Test
    void afterItsEndAWatchIsSilentAndItsThreadGone() throws Exception {
        Path link = folder.resolve("console");
        watch(FakeSystem.by("port", link.toString()));
        watches.get(0).end();
        watches.get(0).end();
        try (PtyPeer pty = PtyPeer.startAt(link)) {
            assertThat(pty).isNotNull();
            assertSilent();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> thread().isEmpty());
        watch(FakeSystem.by("usbSerial", "MINE"));
        assertThat(thread()).isPresent();
    }

    @Test
    void manyWhoWaitCostNoMeasurableProcessorTime() throws Exception {
        try (PtyPeer pty = PtyPeer.start()) {
            for (int i = 0; i < 16; i++) {
                system.plug("ttyUSB" + i, system.adapter("S" + i, "1-1." + i), pty);
            }
            for (int i = 0; i < 24; i++) {
                SerialOptions options = Converters.standardConverter()
                        .convert(FakeSystem.by("usbSerial", "ABSENT" + i))
                        .to(SerialOptions.class);
                watches.add(provider.watch(options, came::release));
                options = Converters.standardConverter()
                        .convert(FakeSystem.by(
                                "port", folder.resolve("absent" + i).toString()))
                        .to(SerialOptions.class);
                watches.add(provider.watch(options, came::release));
            }
            long id = thread().orElseThrow().getId();
            assertThat(came.tryAcquire(2, TimeUnit.SECONDS)).isFalse();
            long before = ManagementFactory.getThreadMXBean().getThreadCpuTime(id);
            assertThat(came.tryAcquire(3, TimeUnit.SECONDS)).isFalse();
            long used = ManagementFactory.getThreadMXBean().getThreadCpuTime(id) - before;
            System.out.println("48 ports waited for, 16 adapters listed: " + used / 3_000_000.0 / 10 + " % of a core");
            assertThat(Duration.ofNanos(used)).isLessThan(Duration.ofMillis(90));
        }
    }

    private static Optional<Thread> thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("serial-port-watch"))
                .findFirst();
    }
}
