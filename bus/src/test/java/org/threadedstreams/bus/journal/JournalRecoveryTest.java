package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.api.bus.Gap;

/** What becomes of a journal whose folder was not left in order. */
class JournalRecoveryTest {

    private static final long SEGMENT = 16 * 1024;
    private static final JournalSettings SMALL = DiskFixture.settings(8 * SEGMENT);

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

    private Path file(long first, String suffix) {
        return folder.resolve("s").resolve(Segment.name(first, suffix));
    }

    /** Not closed: as a killed process leaves it. */
    private Journal abandoned(int chunks) {
        Journal journal = fixture.open(SMALL);
        journal.beginSession(4);
        for (int i = 0; i < chunks; i++) {
            journal.append(JournalContract.bytes(1024), i * 1000L);
        }
        return journal;
    }

    @Test
    void withoutACloseTheIdAndTheBytesAreTheSame() {
        Journal first = abandoned(40);
        Journal second = fixture.open(SMALL);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.end()).isEqualTo(40 * 1024);
        assertThat(second.sessions()).isEqualTo(4);
        assertThat(second.gaps()).isZero();
        for (int i = 0; i < 40; i++) {
            assertThat(second.read(i * 1024, 1024).bytes())
                    .isEqualTo(JournalContract.bytes(1024).array());
        }
    }

    @Test
    void aTornLineOfAnIndexIsWrittenOver() throws IOException {
        abandoned(3);
        Path index = file(0, Segment.INDEX);
        Files.writeString(index, "000000000000", StandardOpenOption.APPEND);
        Journal journal = fixture.open(SMALL);
        journal.append(JournalContract.bytes(10), 99_000_000);
        journal.close();
        assertThat(Files.size(index) % SegmentIndex.WIDTH).isZero();
        assertThat(Files.readAllLines(index)).allMatch(line -> line.matches("\\d{20} \\S{27} \\S{27} +\\d+"));
    }

    /** One chunk at each of these seconds, not closed. */
    private Journal atSeconds(int... seconds) {
        Journal journal = fixture.open(SMALL);
        journal.beginSession(4);
        for (int second : seconds) {
            journal.append(JournalContract.bytes(100), second * 1_000_000L);
        }
        return journal;
    }

    @Test
    void anIndexWritesItsLinesAFewSecondsTogether() throws IOException {
        Journal journal = atSeconds(0, 1, 2, 3);
        assertThat(Files.size(file(0, Segment.INDEX))).isEqualTo(SegmentIndex.WIDTH);
        assertThat(journal.offsetAt(2_000_000)).isEqualTo(200);
        journal.append(JournalContract.bytes(100), 12_000_000);
        assertThat(Files.size(file(0, Segment.INDEX))).isEqualTo(5 * SegmentIndex.WIDTH);
        journal.append(JournalContract.bytes(100), 13_000_000);
        journal.close();
        assertThat(Files.size(file(0, Segment.INDEX))).isEqualTo(6 * SegmentIndex.WIDTH);
        assertThat(fixture.open(SMALL).offsetAt(13_000_000)).isEqualTo(500);
    }

    @Test
    void linesThatAKilledProcessHeldAreMissingAndTheirTimesAreFoundTooEarlyRatherThanTooLate() {
        atSeconds(0, 1, 12, 13, 14);
        Journal journal = fixture.open(SMALL);
        assertThat(journal.end()).isEqualTo(500);
        assertThat(journal.offsetAt(1_000_000)).isEqualTo(100);
        assertThat(journal.offsetAt(14_000_000)).isEqualTo(200);
        journal.append(JournalContract.bytes(100), 99_000_000);
        assertThat(journal.offsetAt(14_000_000)).isEqualTo(200);
    }

    @Test
    void aClockThatWasSetBackAfterAKillDoesNotMakeTimesTooLate() throws IOException {
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        Journal killed = fixture.open(SMALL);
        killed.beginSession(4);
        killed.append(JournalContract.bytes(100), start);
        killed.append(JournalContract.bytes(100), start + 5_000_000);
        Files.setLastModifiedTime(file(0, Segment.BYTES), FileTime.from(start + 5_000_000, TimeUnit.MICROSECONDS));
        try (DiskFixture later = new DiskFixture(folder, 1, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))) {
            Journal journal = later.open(SMALL);
            journal.beginSession(5);
            journal.append(JournalContract.bytes(100), 1);
            journal.append(JournalContract.bytes(100), start + 60_000_000);
            assertThat(journal.offsetAt(start + 4_000_000)).isBetween(0L, 100L);
            assertThat(journal.offsetAt(start + 50_000_000)).isEqualTo(300);
        }
    }

    @Test
    void aTornLineOfGapsIsWrittenOver() throws IOException {
        Journal first = abandoned(3);
        first.missed(1, "overrun");
        Path gaps = file(0, Segment.GAPS);
        Files.writeString(gaps, "000000000000", StandardOpenOption.APPEND);
        Journal journal = fixture.open(SMALL);
        journal.append(JournalContract.bytes(10), 1);
        journal.missed(2, "late");
        assertThat(Files.size(gaps)).isEqualTo(2 * SegmentGaps.WIDTH);
        assertThat(fixture.open(SMALL).gaps()).isEqualTo(2);
    }

    @Test
    void bytesWithoutTheirIndexAreThereAndFoundByTimeTooEarlyRatherThanTooLate() throws IOException {
        abandoned(40);
        Files.delete(file(SEGMENT, Segment.INDEX));
        Journal journal = fixture.open(SMALL);
        assertThat(journal.end()).isEqualTo(40 * 1024);
        assertThat(journal.offsetAt(20_000)).isBetween(0L, 20L * 1024);
        assertThat(journal.offsetAt(35_000)).isBetween(2 * SEGMENT, 35L * 1024);
        journal.append(JournalContract.bytes(1024), 99_000_000);
        assertThat(journal.read(20 * 1024, 1024).bytes()).hasSize(1024);
    }

    @Test
    void anIndexThatTellsOfBytesThatAreNotThereIsCut() throws IOException {
        abandoned(10);
        truncate(file(0, Segment.BYTES), 5000);
        Journal journal = fixture.open(SMALL);
        assertThat(journal.end()).isEqualTo(5000);
        journal.append(JournalContract.bytes(1024), System.currentTimeMillis() * 1000 + 5_000_000);
        assertThat(journal.offsetAt(System.currentTimeMillis() * 1000 + 4_000_000))
                .isEqualTo(5000);
        assertThat(journal.offsetAt(8000)).isLessThanOrEqualTo(5000);
        assertThat(journal.read(4990, 20).bytes()).hasSize(20);
    }

    private static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    @Test
    void aSegmentThatIsMissingIsAHole() throws IOException {
        abandoned(40).close();
        Files.delete(file(SEGMENT, Segment.BYTES));
        Journal journal = fixture.open(SMALL);
        assertThat(journal.end()).isEqualTo(40 * 1024);
        assertThat(journal.gaps()).isEqualTo(1);
        Journal.Slice before = journal.read(SEGMENT - 10, 100);
        assertThat(before.next()).isEqualTo(SEGMENT);
        Journal.Slice at = journal.read(SEGMENT, 100);
        assertThat(at.gap().kind()).isEqualTo(Gap.Kind.HOLE);
        assertThat(at.gap().at()).isEqualTo(SEGMENT);
        assertThat(at.gap().bytes()).isEqualTo(SEGMENT);
        assertThat(at.offset()).isEqualTo(2 * SEGMENT);
        assertThat(at.bytes()).hasSize(100);
        assertThat(journal.read(SEGMENT + 7, 100).gap().bytes()).isEqualTo(SEGMENT - 7);
        assertThat(journal.tail(0, 1 << 20)).hasSize((int) (40 * 1024 - 2 * SEGMENT));
    }

    @Test
    void theLastSegmentMissingAfterACloseIsAHoleTooAndOffsetsAreNotUsedTwice() throws IOException {
        Journal first = abandoned(40);
        first.close();
        Files.delete(file(2 * SEGMENT, Segment.BYTES));
        Journal journal = fixture.open(SMALL);
        assertThat(journal.end()).isEqualTo(40 * 1024);
        assertThat(journal.id()).isEqualTo(first.id());
        assertThat(journal.read(2 * SEGMENT, 10).gap().bytes()).isEqualTo(40 * 1024 - 2 * SEGMENT);
        journal.append(JournalContract.bytes(10), 1);
        assertThat(journal.read(40 * 1024, 10).bytes()).hasSize(10);
    }

    @Test
    void anEmptySegmentAndForeignFilesDoNotMatter() throws IOException {
        abandoned(16);
        Files.createFile(file(SEGMENT, Segment.BYTES));
        Files.writeString(folder.resolve("s/notes.txt"), "mine");
        Files.writeString(folder.resolve("s/99999999999999999999.bytes"), "not ours");
        Files.createDirectory(folder.resolve("s/old"));
        Journal journal = fixture.open(SMALL);
        assertThat(journal.end()).isEqualTo(SEGMENT);
        assertThat(journal.gaps()).isZero();
        journal.append(JournalContract.bytes(10), 1);
        assertThat(journal.read(SEGMENT, 10).bytes()).hasSize(10);
        assertThat(fixture.failed).isEmpty();
    }

    @Test
    void aMachineThatStoppedInTheMiddleMakesANewScale() throws IOException {
        Journal first = abandoned(3);
        otherBoot();
        Journal second = fixture.open(SMALL);
        assertThat(second.id()).isNotEqualTo(first.id()).startsWith("disk-");
        assertThat(second.end()).isEqualTo(3 * 1024);
        assertThat(second.sessions()).isEqualTo(4);
        assertThat(second.read(3 * 1024, 1).gap().bytes()).isEqualTo(-1);
        assertThat(second.read(0, 1024).bytes()).hasSize(1024);
        assertThat(fixture.open(SMALL).id()).isEqualTo(second.id());
        assertThat(fixture.open(SMALL).gaps()).isEqualTo(1);
    }

    @Test
    void aMachineThatStoppedAfterACloseDoesNot() throws IOException {
        Journal first = abandoned(3);
        first.close();
        otherBoot();
        Journal second = fixture.open(SMALL);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.gaps()).isZero();
    }

    private void otherBoot() throws IOException {
        OtherBoot.of(folder.resolve("s"));
    }

    @Test
    void withoutItsOwnFileAJournalKeepsItsBytesUnderANewId() throws IOException {
        Journal first = abandoned(3);
        Files.writeString(folder.resolve("s").resolve(Mark.FILE), "");
        Journal second = fixture.open(SMALL);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.end()).isEqualTo(3 * 1024);
        assertThat(second.sessions()).isEqualTo(4);
        assertThat(second.gaps()).isEqualTo(1);
    }

    @Test
    void anErrorThatWasCutOffDoesNotSwallowTheNext() throws IOException {
        Journal first = abandoned(1);
        first.keepError("{\"a\":1}");
        Files.write(
                folder.resolve("s").resolve(ErrorsFile.FILE),
                Arrays.copyOf("{\"b\":\"\u00fc".getBytes(java.nio.charset.StandardCharsets.UTF_8), 7),
                StandardOpenOption.APPEND);
        Journal second = fixture.open(SMALL);
        assertThat(second.errors()).containsExactly("{\"a\":1}");
        second.keepError("{\"c\":3}");
        assertThat(second.errors()).containsExactly("{\"a\":1}", "{\"c\":3}");
    }

    @Test
    void causesInAnyScriptAreKeptWhole() {
        Journal first = abandoned(1);
        String cause = "\u00dcberlauf \u5bc4\u5b58\u5668 ".repeat(100);
        first.missed(1, cause);
        String kept = fixture.open(SMALL).read(1024, 1).gap().cause();
        assertThat(cause).startsWith(kept);
        assertThat(kept).hasSizeGreaterThan(100).doesNotContain("\ufffd");
    }

    @Test
    void aSegmentThatSomebodyHasLinkedToIsNotWrittenOver() throws IOException {
        Journal journal = fixture.open(SMALL);
        Path backup = Files.createDirectory(folder.resolve("backup"));
        for (int i = 0; i < 400; i++) {
            if (i == 7 * 16) {
                for (long first = 0; first < 7 * SEGMENT; first += SEGMENT) {
                    Files.createLink(backup.resolve(Segment.name(first, Segment.BYTES)), file(first, Segment.BYTES));
                }
            }
            journal.append(Appender.bytes(journal.end(), 1024), i * 1000L);
        }
        assertThat(journal.earliest()).isGreaterThan(7 * SEGMENT);
        for (long first = 0; first < 7 * SEGMENT; first += SEGMENT) {
            assertThat(backup.resolve(Segment.name(first, Segment.BYTES)))
                    .hasBinaryContent(Appender.bytes(first, (int) SEGMENT).array());
        }
        assertThat(Appender.check(journal)).isNull();
    }

    /** So many chunks that one is being written over the oldest, at the end of which stand that one's bytes. */
    private Journal abandonedOverOld() throws IOException {
        Journal journal = fixture.open(SMALL);
        for (int i = 0; i < 170; i++) {
            journal.append(Appender.bytes(journal.end(), 1024), i * 1000L);
        }
        assertThat(journal.end()).isEqualTo(10 * SEGMENT + 10 * 1024);
        assertThat(Files.size(file(10 * SEGMENT, Segment.PART))).isEqualTo(SEGMENT);
        return journal;
    }

    @Test
    void ofAFileThatIsWrittenOverOnlyTheNewBytesCount() throws IOException {
        Journal first = abandonedOverOld();
        Journal second = fixture.open(SMALL);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.end()).isEqualTo(10 * SEGMENT + 10 * 1024);
        assertThat(second.earliest()).isEqualTo(first.earliest());
        assertThat(Appender.check(second)).isNull();
        assertThat(Files.size(file(10 * SEGMENT, Segment.BYTES))).isEqualTo(10 * 1024);
        second.append(Appender.bytes(second.end(), 50_000), 1);
        assertThat(Appender.check(second)).isNull();
        assertThat(Appender.check(fixture.open(SMALL))).isNull();
    }

    @Test
    void afterACloseAFileIsAsLongAsWhatItHolds() throws IOException {
        Journal first = abandonedOverOld();
        first.close();
        assertThat(Files.size(file(10 * SEGMENT, Segment.BYTES))).isEqualTo(10 * 1024);
        assertThat(file(10 * SEGMENT, Segment.PART)).doesNotExist();
        otherBoot();
        Journal journal = fixture.open(SMALL);
        assertThat(Appender.check(journal)).isNull();
        assertThat(journal.earliest()).isEqualTo(first.earliest());
        assertThat(journal.end()).isEqualTo(first.end());
        assertThat(journal.id()).isEqualTo(first.id());
        assertThat(file(10 * SEGMENT, Segment.END)).doesNotExist();
    }

    @Test
    void bytesThatTheMachineDidNotWriteBeforeItStoppedAreAHoleAndNeverOldOnes() throws IOException {
        Journal first = abandonedOverOld();
        long earliest = first.earliest();
        // As if one page of the segment before had not reached the disk, and none of the one in work.
        try (FileChannel channel = FileChannel.open(file(9 * SEGMENT, Segment.BYTES), StandardOpenOption.WRITE)) {
            channel.write(Appender.bytes(SEGMENT, 4096), 4096);
        }
        try (FileChannel channel = FileChannel.open(file(10 * SEGMENT, Segment.PART), StandardOpenOption.WRITE)) {
            channel.write(Appender.bytes(SEGMENT, 16_384), 0);
        }
        otherBoot();
        Journal second = fixture.open(SMALL);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.earliest()).isEqualTo(earliest);
        assertThat(second.end()).isEqualTo(9 * SEGMENT);
        assertThat(second.read(9 * SEGMENT, 1).gap().bytes()).isEqualTo(-1);
        for (long at = earliest; at < second.end(); at += 1024) {
            assertThat(second.read(at, 1024).bytes())
                    .isEqualTo(Appender.bytes(at, 1024).array());
        }
    }

    @Test
    void whatStandsBehindAnEarlierLineThanTheLastIsAHole() throws IOException {
        abandonedOverOld();
        int length = 5000;
        CRC32C checksum = SegmentEnd.checksum(9 * SEGMENT);
        checksum.update(Appender.bytes(9 * SEGMENT, length));
        Files.writeString(
                file(9 * SEGMENT, Segment.END),
                String.format("%020d %08x %s\n", length, checksum.getValue(), Boot.id()));
        try (FileChannel channel = FileChannel.open(file(9 * SEGMENT, Segment.BYTES), StandardOpenOption.WRITE)) {
            channel.write(Appender.bytes(SEGMENT, 4096), 8192);
        }
        otherBoot();
        Journal journal = fixture.open(SMALL);
        assertThat(journal.read(9 * SEGMENT, 1 << 20).bytes())
                .isEqualTo(Appender.bytes(9 * SEGMENT, length).array());
        assertThat(journal.read(9 * SEGMENT + length, 1).gap()).isNotNull();
    }

    /** As a file system might that gives an inode to another file, and then loses what was new in it. */
    @Test
    void anotherSegmentsBytesAndEndAreAHole() throws IOException {
        Journal first = abandonedOverOld();
        Files.copy(
                file(8 * SEGMENT, Segment.BYTES),
                file(9 * SEGMENT, Segment.BYTES),
                StandardCopyOption.REPLACE_EXISTING);
        Files.copy(file(8 * SEGMENT, Segment.END), file(9 * SEGMENT, Segment.END), StandardCopyOption.REPLACE_EXISTING);
        otherBoot();
        Journal second = fixture.open(SMALL);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.read(9 * SEGMENT, 1).gap()).isNotNull();
        assertThat(second.read(9 * SEGMENT - 1024, 1024).bytes())
                .isEqualTo(Appender.bytes(9 * SEGMENT - 1024, 1024).array());
    }

    @Test
    void whereTheEndOfAFileThatIsWrittenOverIsNotKnownNoneOfItCounts() throws IOException {
        abandonedOverOld();
        Files.writeString(file(10 * SEGMENT, Segment.END), "");
        Journal journal = fixture.open(SMALL);
        assertThat(journal.end()).isEqualTo(10 * SEGMENT);
        assertThat(journal.read(journal.end(), 1).gap().cause()).contains("whose end was not known");
        assertThat(journal.read(10 * SEGMENT - 1024, 1024).bytes())
                .isEqualTo(Appender.bytes(10 * SEGMENT - 1024, 1024).array());
    }

    @Test
    void anEndThatIsNoTextAndOneThatIsTooLargeAreNotKnown() throws IOException {
        Journal first = abandonedOverOld();
        Files.write(file(10 * SEGMENT, Segment.END), new byte[] {(byte) 0xC3, 0x28});
        Files.writeString(file(9 * SEGMENT, Segment.END), "99999999999999999999 00000000 " + Boot.id() + "\n");
        Files.writeString(folder.resolve("s").resolve("0my.part"), "somebody's");
        Journal journal = fixture.open(SMALL);
        assertThat(fixture.failed).isEmpty();
        assertThat(journal.end()).isEqualTo(9 * SEGMENT);
        assertThat(journal.id()).isNotEqualTo(first.id());
        assertThat(folder.resolve("s").resolve("0my.part")).exists();
    }

    @Test
    void aGapBeforeTheFirstByteOfAFileThatIsWrittenOverOutlivesTheProcess() throws IOException {
        Journal first = fixture.open(SMALL);
        first.append(Appender.bytes(0, (int) (10 * SEGMENT)), 1);
        first.missed(5, Appender.cause(10 * SEGMENT));
        assertThat(file(10 * SEGMENT, Segment.PART)).exists();
        Journal second = fixture.open(SMALL);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.read(10 * SEGMENT, 1).gap().bytes()).isEqualTo(5);
        second.append(Appender.bytes(10 * SEGMENT, 100), 1);
        assertThat(Appender.check(fixture.open(SMALL))).isNull();
    }

    @Test
    void theOldestFileMayBeDeletedBySomeone() throws IOException {
        Journal journal = fixture.open(SMALL);
        journal.append(Appender.bytes(0, (int) (10 * SEGMENT)), 1);
        Files.delete(file(journal.earliest(), Segment.BYTES));
        journal.append(Appender.bytes(10 * SEGMENT, (int) (3 * SEGMENT)), 1);
        assertThat(fixture.failed).isEmpty();
        assertThat(Appender.check(journal)).isNull();
    }

    @Test
    void aFileIsNotWrittenBeyondItsOldLengthWhenSegmentsBecomeLarger() throws IOException {
        Journal journal = abandonedOverOld();
        journal.configure(DiskFixture.settings(100 * 8 * SEGMENT));
        assertThat(Files.size(file(10 * SEGMENT, Segment.BYTES))).isEqualTo(10 * 1024);
        journal.append(Appender.bytes(journal.end(), (int) (4 * SEGMENT)), 1);
        assertThat(Appender.check(journal)).isNull();
        assertThat(Appender.check(fixture.open(SMALL))).isNull();
    }

    @Test
    void whoWantsBytesForcedHasNoneInFilesThatAreWrittenOver() throws IOException {
        Journal journal = abandonedOverOld();
        journal.configure(new JournalSettings(JournalSettings.Kind.DISK, 8 * SEGMENT, JournalSettings.Sync.ALWAYS));
        assertThat(Files.size(file(10 * SEGMENT, Segment.BYTES))).isEqualTo(10 * 1024);
        for (int i = 0; i < 100; i++) {
            journal.append(Appender.bytes(journal.end(), 1024), i * 1000L);
        }
        try (Stream<Path> files = Files.list(folder.resolve("s"))) {
            assertThat(files.map(Path::toString)
                            .filter(name -> name.endsWith(Segment.END) || name.endsWith(Segment.PART)))
                    .isEmpty();
        }
        assertThat(Appender.check(journal)).isNull();
    }

    @Test
    void whereNoMoreComesOldBytesDoNotStayBehindTheNewOnes() throws IOException {
        List<Runnable> timed = new ArrayList<>();
        ScheduledThreadPoolExecutor manual = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                timed.add(task);
                return super.schedule(() -> {}, 0, unit);
            }
        };
        try (JournalStore store = new JournalStore(folder, manual, Clock.systemUTC(), 1)) {
            Journal journal = store.open("s", SMALL, Runnable::run, fixture);
            for (int i = 0; i < 170; i++) {
                journal.append(Appender.bytes(journal.end(), 1024), i * 1000L);
            }
            Path part = file(10 * SEGMENT, Segment.PART);
            assertThat(part).exists();
            assertThat(timed).hasSize(1);
            timed.get(0).run();
            assertThat(part).exists();
            timed.get(1).run();
            assertThat(part).doesNotExist();
            assertThat(Files.size(file(10 * SEGMENT, Segment.BYTES))).isEqualTo(10 * 1024);
            assertThat(timed).hasSize(2);

            journal.append(Appender.bytes(journal.end(), 5 * 1024), 1_000_000);
            assertThat(Files.size(file(10 * SEGMENT, Segment.BYTES))).isEqualTo(15 * 1024);
            otherBoot();
            assertThat(Appender.check(journal)).isNull();
            journal.close();
        } finally {
            manual.shutdownNow();
        }
        Journal next = fixture.open(SMALL);
        assertThat(next.end()).isEqualTo(10 * SEGMENT + 15 * 1024);
        assertThat(Appender.check(next)).isNull();
    }
}
