package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalStoreTest {

    @TempDir
    private Path folder;

    private DiskFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DiskFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Journal open(String stream) {
        return fixture.store.open(stream, DiskFixture.SETTINGS, fixture.timer, fixture);
    }

    /** How many of the files below a folder this process has open. */
    private static long openFiles(Path below) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(link -> target(link).startsWith(below.toString()))
                    .count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Test
    void manyStreamsHoldFewFilesOpenAndLoseNothing() throws IOException {
        List<Journal> journals = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            journals.add(open("s" + i));
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 600; i++) {
                journals.get(i).append(ByteBuffer.wrap(new byte[] {(byte) i, (byte) round}), round * 1_000_000L);
            }
            if (Files.exists(Path.of("/proc/self/fd"))) {
                assertThat(openFiles(folder)).isBetween(1L, 256L);
            }
        }
        for (int i = 0; i < 600; i++) {
            byte b = (byte) i;
            assertThat(journals.get(i).read(0, 10).bytes()).containsExactly(b, 0, b, 1, b, 2);
        }
        journals.forEach(Journal::close);
        assertThat(openFiles(folder)).isZero();
    }

    @Test
    void smallJournalsStaySmallOnDisk() throws IOException {
        Journal journal = open("s");
        journal.append(ByteBuffer.wrap(new byte[100]), 1);
        try (Stream<Path> files = Files.list(folder.resolve("s"))) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(2000);
        }
    }

    @Test
    void aStreamsDiskWorkRunsOnNamedThreadsThatEndWhenIdle() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        String[] name = new String[1];
        fixture.store.threads("s").execute(() -> {
            name[0] = Thread.currentThread().getName() + Thread.currentThread().isDaemon();
            done.countDown();
        });
        done.await();
        assertThat(name[0]).matches("journal-\\d+true");
    }

    @Test
    void streamsOfOneVolumeShareTheirThreads() {
        Executor one = fixture.store.threads("s");
        open("s").append(ByteBuffer.wrap(new byte[1]), 1);
        assertThat(fixture.store.threads("s")).isSameAs(one);
        assertThat(fixture.store.threads("t")).isSameAs(one);
    }

    @Test
    void aFolderOnAnotherVolumeHasThreadsOfItsOwn() throws IOException, InterruptedException {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        try (SmallVolume volume = SmallVolume.mount(mounted)) {
            Files.createSymbolicLink(folder.resolve("linked"), volume.path());
            assertThat(fixture.store.threads("mounted")).isNotSameAs(fixture.store.threads("s"));
            assertThat(fixture.store.threads("linked")).isSameAs(fixture.store.threads("mounted"));
        }
    }

    @Test
    void aStalledVolumeIsSeen() throws InterruptedException {
        CountDownLatch disk = new CountDownLatch(1);
        DiskThreads threads = fixture.store.threads("s");
        assertThat(threads.stalledMillis()).isZero();
        threads.execute(() -> {
            try {
                disk.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> threads.stalledMillis() > 20);
        disk.countDown();
        await().atMost(Duration.ofSeconds(10)).until(() -> threads.stalledMillis() == 0);
    }

    @Test
    void anInterruptedThreadLosesNothingAndStaysInterrupted() {
        Journal journal = open("s");
        for (int i = 0; i < 50; i++) {
            Thread.currentThread().interrupt();
            journal.append(ByteBuffer.wrap(new byte[] {(byte) i, 7}), i * 2_000_000L);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(journal.read(2L * i, 2).bytes()).containsExactly(i, 7);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(journal.id()).startsWith("disk-");
        assertThat(journal.end()).isEqualTo(100);
        assertThat(fixture.failed).isEmpty();
    }

    @Test
    void anInterruptInTheMiddleOfAWriteLosesNothingEither() throws InterruptedException {
        Journal journal = open("s");
        Thread writer = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                writer.interrupt();
                Thread.onSpinWait();
            }
        });
        interrupter.start();
        try {
            for (int i = 0; i < 300; i++) {
                journal.append(Appender.bytes(journal.end(), 100_000), i);
            }
        } finally {
            interrupter.interrupt();
            while (interrupter.isAlive()) {
                joinUninterrupted(interrupter);
            }
            Thread.interrupted();
        }
        assertThat(journal.end()).isEqualTo(300 * 100_000);
        assertThat(Appender.check(journal)).isNull();
        assertThat(fixture.failed).isEmpty();
    }

    private static void joinUninterrupted(Thread thread) {
        try {
            thread.join(100);
        } catch (InterruptedException again) {
            // It is this thread that gets interrupted here, until the other has ended.
            assertThat(again).isNotNull();
        }
    }
}
