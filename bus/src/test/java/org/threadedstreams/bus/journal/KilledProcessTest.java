package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed while it appends, again and again, on one folder: all that it was told to be appended is there.
 * {@code -Djournal.kills=200 -Djournal.seed=1} for more rounds.
 */
class KilledProcessTest {

    private static final int ROUNDS = Integer.getInteger("journal.kills", 6);
    private static final long SEED = Long.getLong("journal.seed", 20_26);

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void whatWasAppendedOutlivesTheProcess() throws IOException, InterruptedException {
        Random random = new Random(SEED);
        String id = null;
        for (int round = 0; round < ROUNDS; round++) {
            long maxBytes = 1L << 17 + random.nextInt(8);
            List<Long> told = appendAndKill(random, maxBytes);
            try (DiskFixture fixture = new DiskFixture(folder)) {
                Journal journal = fixture.open(DiskFixture.settings(maxBytes));
                String where = "round " + round + " of seed " + SEED;
                assertThat(wrong(journal, told)).as(where).isNull();
                assertThat(journal.id()).as(where).isEqualTo(id == null ? journal.id() : id);
                assertThat(journal.sessions()).as(where).isEqualTo(round + 1);
                assertThat(fixture.failed).as(where).isEmpty();
                id = journal.id();
            }
        }
    }

    private static @Nullable String wrong(Journal journal, List<Long> told) {
        for (long number : told) {
            if (number > journal.end()) {
                return "it ends at " + journal.end() + ", and told of " + number;
            }
            long gap = -1 - number;
            if (gap >= journal.earliest() && journal.read(gap, 1).gap() == null) {
                return "no gap at " + gap;
            }
        }
        return Appender.check(journal);
    }

    /** All that it told. */
    private List<Long> appendAndKill(Random random, long maxBytes) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Appender.class.getName(),
                folder.toString(),
                Long.toString(random.nextLong()),
                Long.toString(maxBytes));
        Process process = java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<Long> told = new ArrayList<>();
        int enough = 1 + random.nextInt(3000);
        try (DataInputStream numbers = new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
            while (true) {
                told.add(numbers.readLong());
                if (told.size() == enough) {
                    // Not by the process's own method, which closes its output too.
                    process.toHandle().destroyForcibly();
                }
            }
        } catch (EOFException dead) {
            assertThat(told).hasSizeGreaterThanOrEqualTo(enough);
            return told;
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }
}
