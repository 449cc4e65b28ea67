package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskJournalTest extends JournalContract {

    private final List<DiskFixture> fixtures = new ArrayList<>();

    @TempDir
    Path folder;

    private DiskFixture fixture() {
        DiskFixture fixture = new DiskFixture(folder);
        fixtures.add(fixture);
        return fixture;
    }

    @AfterEach
    void close() {
        fixtures.forEach(DiskFixture::close);
    }

    @Override
    Journal journal(long maxBytes) {
        return fixture().open(settings(maxBytes));
    }

    @Override
    long least(long maxBytes) {
        return maxBytes / 2;
    }

    @Override
    JournalSettings settings(long maxBytes) {
        return DiskFixture.settings(maxBytes);
    }

    static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static long onDisk(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith(Mark.FILE) && !file.endsWith(ErrorsFile.FILE))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void anIdleStreamCostsNoFile() {
        Journal journal = journal(PLENTY);
        journal.beginSession(1);
        journal.read(0, 10);
        journal.close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theFilesHoldTheBytesAndAreTheOwnersOnly() throws IOException {
        Journal journal = journal(PLENTY);
        journal.append(text("login: "), 1);
        assertThat(folder.resolve("s/00000000000000000000.bytes")).hasContent("login: ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("s"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aLaterOpenGoesOn() {
        Journal first = journal(PLENTY);
        first.beginSession(3);
        first.append(bytes(1000), 1);
        first.missed(5, "overrun");
        first.append(bytes(10), 2);
        first.keepError("{}");
        first.close();
        Journal second = journal(PLENTY);
        assertThat(second.id()).isEqualTo(first.id()).startsWith("disk-");
        assertThat(second.end()).isEqualTo(1010);
        assertThat(second.sessions()).isEqualTo(3);
        assertThat(second.gaps()).isEqualTo(1);
        assertThat(second.errors()).containsExactly("{}");
        assertThat(second.read(0, 2000).bytes()).isEqualTo(bytes(1000).array());
        assertThat(second.read(1000, 2000).gap().cause()).isEqualTo("overrun");
        second.append(bytes(5), 3);
        assertThat(second.read(1005, 100).bytes()).hasSize(10);
    }

    @Test
    void aDeletedFolderIsANewJournal() throws IOException {
        Journal first = journal(PLENTY);
        first.append(bytes(1000), 1);
        first.close();
        try (Stream<Path> files = Files.list(folder.resolve("s"))) {
            files.forEach(file -> file.toFile().delete());
        }
        Files.delete(folder.resolve("s"));
        Journal second = journal(PLENTY);
        assertThat(second.end()).isZero();
        second.append(bytes(10), 1);
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void itNeverTakesMoreThanItMay() throws IOException {
        Journal journal = journal(300_000);
        for (int i = 0; i < 200; i++) {
            journal.append(bytes(1 + i * 97), i * 10_000L);
            assertThat(onDisk(folder.resolve("s"))).isLessThanOrEqualTo(300_000);
        }
        assertThat(journal.earliest()).isPositive();
        journal.configure(settings(131_072));
        assertThat(onDisk(folder.resolve("s"))).isLessThanOrEqualTo(131_072);
        assertThat(journal.end() - journal.earliest()).isPositive();
    }

    @Test
    void aMuchSmallerSizeKeepsTheSegmentInWorkUntilLaterOnesHoldEnough() throws IOException {
        Journal journal = journal(16 << 20);
        journal.append(bytes(1_000_000), 1);
        journal.configure(settings(131_072));
        for (int i = 0; i < 7; i++) {
            journal.append(bytes(16_384), i);
            assertThat(journal.tail(0, 131_072)).hasSize(131_072);
            assertThat(onDisk(folder.resolve("s"))).isLessThanOrEqualTo(1_000_000 + 131_072);
        }
        journal.append(bytes(16_384), 9);
        assertThat(onDisk(folder.resolve("s"))).isLessThanOrEqualTo(131_072);
        assertThat(journal.end() - journal.earliest()).isGreaterThanOrEqualTo(131_072 - 2 * 16_384);
    }

    @Test
    void aTimeIsKnownToTwentyMilliseconds() {
        Journal journal = journal(PLENTY);
        journal.append(text("early"), 1_000_000);
        journal.append(text(" late"), 1_020_000);
        assertThat(journal.offsetAt(1_000_001)).isEqualTo(5);
    }

    @Test
    void bytesThatTrickleInDoNotMakeMuchMoreIndexThanBytes() {
        Journal journal = journal(PLENTY);
        for (int i = 0; i < 20_000; i++) {
            journal.append(bytes(1), i * 20_000L);
        }
        assertThat(folder.resolve("s/00000000000000000000.index").toFile())
                .satisfies(index -> assertThat(index.length()).isLessThan(60_000));
    }

    @Test
    void oneClosedTwiceIsClosedOnce() throws IOException {
        Journal journal = journal(PLENTY);
        journal.append(text("a"), 1);
        journal.close();
        journal.close();
        assertThat(folder.resolve("s/" + Mark.FILE)).content().contains("clean=true", "end=1");
    }
}
