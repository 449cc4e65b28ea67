package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The machine stops, again and again, and of the files that are written over older ones any page may be what it was some time
 * before, and their ends too: what is held then are the bytes that were appended there, or a gap.
 */
@Timeout(60)
class PowerCutTest {

    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    private final Map<Object, byte[]> disk = new HashMap<>();
    private int reverted;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsHeldIsTrueOrInAGap(long seed) throws IOException {
        Random random = new Random(seed);
        for (int cut = 0; cut < 15; cut++) {
            DiskFixture fixture = new DiskFixture(folder);
            Journal journal = open(fixture, random);
            String id = journal.id();
            long end = run(fixture, journal, random);
            fixture.abandon();
            OtherBoot.of(folder.resolve("s"));
            revert(random);
            DiskFixture next = new DiskFixture(folder);
            Journal found = open(next, random);
            String where = "cut " + cut + " of seed " + seed;
            assertThat(next.failed).as(where).isEmpty();
            check(found, where);
            assertThat(found.end() == end || !found.id().equals(id)).as(where).isTrue();
            next.close();
            disk.clear();
        }
        assertThat(reverted).isGreaterThan(10);
    }

    private static Journal open(DiskFixture fixture, Random random) {
        return fixture.open(settings(random));
    }

    private static JournalSettings settings(Random random) {
        boolean forced = random.nextInt(6) == 0;
        return DiskFixture.settings(
                (8 + random.nextInt(3)) * 16 * 1024, forced ? JournalSettings.Sync.ALWAYS : JournalSettings.Sync.OS);
    }

    /** Until some moment between two calls; where the journal ends then. */
    private long run(DiskFixture fixture, Journal first, Random random) throws IOException {
        Journal journal = first;
        journal.append(Appender.bytes(journal.end(), 1), 0);
        int steps = 30 + random.nextInt(40);
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(24)) {
                case 0 -> journal.configure(settings(random));
                case 1 -> journal = open(fixture, random);
                case 2 -> {
                    journal.close();
                    journal = open(fixture, random);
                }
                case 3, 4, 5, 6 -> remember(random);
                default -> journal.append(Appender.bytes(journal.end(), 1 + random.nextInt(40_000)), i);
            }
        }
        if (random.nextInt(4) == 0) {
            journal.close();
        }
        return journal.end();
    }

    /** Some files reach the disk as they are. */
    private void remember(Random random) throws IOException {
        for (Path file : files()) {
            if (random.nextBoolean()) {
                disk.put(key(file), Files.readAllBytes(file));
            }
        }
    }

    private void revert(Random random) throws IOException {
        for (Path end : files()) {
            String name = end.getFileName().toString();
            if (!name.endsWith(Segment.END)) {
                continue;
            }
            for (String suffix : List.of(Segment.BYTES, Segment.PART)) {
                Path file = end.resolveSibling(name.replace(Segment.END, suffix));
                if (Files.exists(file) && random.nextBoolean()) {
                    revertPages(file, random);
                }
            }
            if (random.nextInt(4) == 0) {
                byte[] old = disk.getOrDefault(key(end), new byte[0]);
                Files.writeString(end, new String(old).replace(Boot.id(), "another"));
            }
        }
    }

    private void revertPages(Path file, Random random) throws IOException {
        byte[] old = disk.get(key(file));
        byte[] now = Files.readAllBytes(file);
        for (int at = 0; old != null && at < Math.min(old.length, now.length); at += PAGE) {
            if (random.nextInt(2) == 0) {
                System.arraycopy(old, at, now, at, Math.min(PAGE, Math.min(old.length, now.length) - at));
                reverted++;
            }
        }
        Files.write(file, now);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("s"))) {
            return new ArrayList<>(files.sorted().toList());
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static void check(Journal journal, String where) {
        for (long at = journal.earliest(); at < journal.end(); ) {
            Journal.Slice slice = journal.read(at, 1 << 20);
            assertThat(slice.offset() == at || slice.gap() != null).as(where).isTrue();
            assertThat(slice.bytes())
                    .as("%s at %s", where, slice.offset())
                    .isEqualTo(
                            Appender.bytes(slice.offset(), slice.bytes().length).array());
            at = slice.next();
        }
    }
}
