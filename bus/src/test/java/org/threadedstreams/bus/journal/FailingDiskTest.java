package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.api.bus.Gap;

/** A disk that is full, or gone, and comes back. What the journal holds is compared with what it was given. */
@Timeout(60)
class FailingDiskTest {

    private static final long SEGMENT = 16 * 1024;
    private static final JournalSettings SMALL = DiskFixture.settings(8 * SEGMENT);
    private static final JournalSettings LARGE = DiskFixture.settings(64L << 20);

    @TempDir
    private Path folder;

    private SmallVolume volume;
    private DiskFixture fixture;
    private Journal journal;
    private final ByteBuffer given = ByteBuffer.allocate(32 << 20);
    private final Random random = new Random(7);

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        volume = SmallVolume.mount(folder);
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        try {
            if (fixture != null) {
                fixture.close();
            }
        } finally {
            if (volume != null) {
                volume.close();
            }
        }
    }

    private void open(JournalSettings settings, long freeBytes) throws Exception {
        fixture = new DiskFixture(folder, freeBytes);
        journal = owner(() -> fixture.open(settings));
    }

    /** Everything happens where the journal's own work happens. */
    private <T> T owner(Callable<T> work) throws Exception {
        return fixture.timer.submit(work).get(20, TimeUnit.SECONDS);
    }

    private void append(int bytes) throws Exception {
        byte[] chunk = new byte[bytes];
        random.nextBytes(chunk);
        given.put(chunk);
        owner(() -> {
            journal.append(ByteBuffer.wrap(chunk), System.currentTimeMillis() * 1000);
            return null;
        });
    }

    private void appendAll(int count, int bytes) throws Exception {
        for (int i = 0; i < count; i++) {
            append(bytes);
        }
    }

    /** Every byte is the one that was given, or in a hole; says how many are in holes. */
    private long compare(Journal with) throws Exception {
        assertThat(with.end()).isEqualTo(given.position());
        long lost = 0;
        for (long at = 0; at < with.end(); ) {
            long from = at;
            Journal.Slice slice = owner(() -> with.read(from, 10_000));
            if (slice.gap() != null && slice.gap().kind() == Gap.Kind.HOLE) {
                assertThat(slice.gap().at() + slice.gap().bytes()).isEqualTo(slice.offset());
                lost += slice.gap().bytes();
            }
            assertThat(ByteBuffer.wrap(slice.bytes()))
                    .isEqualTo(given.duplicate().limit((int) slice.next()).position((int) slice.offset()));
            assertThat(slice.next()).isGreaterThan(at);
            at = slice.next();
        }
        return lost;
    }

    private void awaitRecovery() {
        await().atMost(20, TimeUnit.SECONDS).until(() -> !fixture.recovered.isEmpty());
    }

    /** As another process would find it. */
    private Journal again(JournalSettings settings) throws Exception {
        return owner(() -> fixture.open(settings));
    }

    @Test
    void aFullDiskIsToldAndMemoryGoesOnAtTheSameOffsets() throws Exception {
        open(LARGE, 1);
        append(100_000);
        String id = journal.id();
        volume.leave(150_000);
        appendAll(30, 10_000);
        assertThat(journal.id()).startsWith("memory-" + id.substring("disk-".length()) + "-");
        assertThat(fixture.failed).hasSize(1);
        assertThat(fixture.failed.get(0))
                .contains(folder.resolve("s").toString(), "No space left on device", "free some space");
        assertThat(compare(journal)).isZero();
        assertThat(again(LARGE).end()).isBetween(200_000L, 399_999L);
    }

    @Test
    void whenThereIsSpaceAgainAllIsOnDiskUnderTheOldId() throws Exception {
        open(LARGE, 1);
        append(100_000);
        String id = journal.id();
        volume.leave(50_000);
        appendAll(30, 10_000);
        owner(() -> {
            journal.missed(7, "overrun");
            return null;
        });
        append(1);
        volume.leave(800_000);
        awaitRecovery();
        assertThat(journal.id()).isEqualTo(id);
        assertThat(compare(journal)).isZero();
        Journal again = again(LARGE);
        assertThat(again.id()).isEqualTo(id);
        assertThat(compare(again)).isZero();
        assertThat(again.read(400_000, 10).gap()).isEqualTo(new Gap(400_000, 7, "overrun", Gap.Kind.MISSED));
        assertThat(again.gaps()).isEqualTo(1);
    }

    @Test
    void whatMemoryHadToDropIsAHoleOnDiskToo() throws Exception {
        open(SMALL, 1);
        append(10_000);
        volume.leave(0);
        appendAll(100, 10_000);
        assertThat(journal.gaps()).isEqualTo(1);
        long lost = compare(journal);
        assertThat(lost).isBetween(500_000L, 1_000_000L);
        volume.leave(900_000);
        awaitRecovery();
        appendAll(1, 100);
        assertThat(compare(journal)).isGreaterThanOrEqualTo(lost);
        Journal again = again(SMALL);
        assertThat(compare(again)).isGreaterThanOrEqualTo(lost);
        assertThat(owner(() -> again.read(0, 1).gap().kind())).isEqualTo(Gap.Kind.HOLE);
        assertThat(fixture.failed).hasSize(1);
    }

    @Test
    void theStreamsOwnOldestBytesGoFirst() throws Exception {
        open(DiskFixture.settings(512 * 1024), 1);
        appendAll(30, 10_000);
        volume.leave(50_000);
        appendAll(40, 10_000);
        assertThat(fixture.failed).isEmpty();
        assertThat(journal.earliest()).isPositive();
        assertThat(compare(journal)).isEqualTo(journal.earliest());
        assertThat(journal.id()).startsWith("disk-");
    }

    @Test
    void someSpaceIsLeftToOthers() throws Exception {
        open(LARGE, 300_000);
        appendAll(100, 10_000);
        assertThat(fixture.failed).hasSize(1);
        assertThat(fixture.failed.get(0)).contains("journalFreeBytes");
        assertThat(folder.toFile().getUsableSpace()).isBetween(290_000L, 320_000L);
        assertThat(compare(journal)).isZero();
    }

    @Test
    void aFolderThatIsDeletedUnderneathIsNoticedAndMadeAnew() throws Exception {
        open(LARGE, 1);
        appendAll(5, 10_000);
        Path stream = folder.resolve("s");
        try (Stream<Path> files = Files.list(stream)) {
            files.forEach(file -> file.toFile().delete());
        }
        Files.delete(stream);
        await().atMost(10, TimeUnit.SECONDS).until(() -> {
            append(1000);
            return !fixture.failed.isEmpty();
        });
        awaitRecovery();
        append(1000);
        long lost = compare(journal);
        assertThat(lost).isEqualTo(journal.earliest()).isPositive();
        assertThat(owner(() -> journal.read(0, 1).gap().cause())).contains("is gone");
        assertThat(compare(again(LARGE))).isEqualTo(lost);
    }

    @Test
    void aFileInTheWayOfTheFolderIsToldAndEverythingIsWrittenOnceItIsGone() throws Exception {
        Files.writeString(folder.resolve("s"), "in the way");
        open(LARGE, 1);
        assertThat(journal.id()).startsWith("memory-");
        appendAll(5, 10_000);
        await().atMost(10, TimeUnit.SECONDS).until(() -> fixture.failed.size() == 1);
        assertThat(compare(journal)).isZero();
        Files.delete(folder.resolve("s"));
        awaitRecovery();
        assertThat(journal.id()).startsWith("disk-");
        assertThat(compare(journal)).isZero();
        assertThat(compare(again(LARGE))).isZero();
    }

    @Test
    void aFolderThatCouldNotBeReadAtFirstKeepsItsBytesAndTheNewOnesComeBehind() throws Exception {
        open(LARGE, 1);
        appendAll(5, 10_000);
        String id = journal.id();
        Files.move(folder.resolve("s"), folder.resolve("aside"));
        Files.writeString(folder.resolve("s"), "in the way");
        Journal second = again(LARGE);
        byte[] chunk = new byte[20_000];
        random.nextBytes(chunk);
        owner(() -> {
            second.append(ByteBuffer.wrap(chunk), 1);
            second.missed(3, "overrun");
            second.append(ByteBuffer.wrap(chunk), 1);
            return null;
        });
        given.put(chunk).put(chunk);
        Files.delete(folder.resolve("s"));
        Files.move(folder.resolve("aside"), folder.resolve("s"));
        await().atMost(20, TimeUnit.SECONDS).until(() -> second.id().equals(id));
        assertThat(compare(second)).isZero();
        assertThat(owner(() -> second.read(70_000, 1).gap().cause())).isEqualTo("overrun");
    }

    @Test
    void errorsAreKeptWhileTheDiskFailsAndWrittenAfterwards() throws Exception {
        open(LARGE, 1);
        append(10);
        volume.leave(0);
        appendAll(3, 10_000);
        owner(() -> {
            journal.keepError("{\"a\":1}");
            return null;
        });
        assertThat(owner(journal::errors)).containsExactly("{\"a\":1}");
        volume.leave(900_000);
        awaitRecovery();
        assertThat(owner(again(LARGE)::errors)).containsExactly("{\"a\":1}");
    }

    @Test
    void closingTriesOnceMore() throws Exception {
        open(LARGE, 1);
        append(10);
        volume.leave(0);
        appendAll(3, 10_000);
        assertThat(fixture.failed).hasSize(1);
        volume.leave(900_000);
        owner(() -> {
            journal.close();
            return null;
        });
        assertThat(compare(again(LARGE))).isZero();
    }
}
