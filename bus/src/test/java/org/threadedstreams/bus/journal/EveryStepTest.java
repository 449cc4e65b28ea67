package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threadedstreams.api.bus.Gap;

/**
 * The same bytes are appended again and again, so many that segments are written over the files of others, and each time the
 * next step at the files is where the process is killed, or fails. {@code -Djournal.stride=1} for really each of them.
 */
@Timeout(120)
class EveryStepTest {

    private static final int STRIDE = Integer.getInteger("journal.stride", 7);
    private static final long SEGMENT = 16 * 1024;
    private static final JournalSettings SMALL = DiskFixture.settings(8 * SEGMENT);
    private static final JournalSettings LARGER = DiskFixture.settings(9 * SEGMENT);

    @TempDir
    private Path folder;

    private final Deque<Runnable> retries = new ArrayDeque<>();
    private final Deque<Runnable> timed = new ArrayDeque<>();
    private final ScheduledThreadPoolExecutor manual = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            (unit.toMillis(delay) <= 1000 ? retries : timed).add(task);
            return super.schedule(() -> {}, 0, unit);
        }
    };

    private final Map<Long, Long> missed = new HashMap<>();
    private long told;

    @AfterEach
    void end() {
        manual.shutdownNow();
    }

    private static final class Killed extends Error {

        private static final long serialVersionUID = 1;
    }

    private JournalStore store(Path in) {
        retries.clear();
        timed.clear();
        return new JournalStore(in, manual, Clock.systemUTC(), 1);
    }

    private static Journal open(JournalStore store) {
        return store.open("s", SMALL, Runnable::run, new JournalEvents() {
            @Override
            public void failed(String message) {}

            @Override
            public void recovered(String message) {}
        });
    }

    private void append(Journal journal, int bytes) {
        journal.append(Appender.bytes(told, bytes), told);
        told += bytes;
        if (journal.id().startsWith("memory")) {
            check(journal, true);
            run(retries);
            check(journal, true);
        }
    }

    private void fill(Journal journal, long to) {
        while (told < to) {
            append(journal, (int) Math.min(7000, to - told));
        }
    }

    private void miss(Journal journal) {
        journal.missed(3, Appender.cause(told));
        missed.merge(told, 3L, Long::sum);
    }

    /** What was set for later is done now, once. */
    private static void run(Deque<Runnable> tasks) {
        for (int i = tasks.size(); i > 0; i--) {
            tasks.remove().run();
        }
    }

    /** Segments begin in all the ways that there are, and end in them. */
    private void run(JournalStore store) {
        Journal journal = open(store);
        journal.beginSession(1);
        append(journal, (int) (8 * SEGMENT));
        fill(journal, 9 * SEGMENT + 5000);
        miss(journal);
        fill(journal, 10 * SEGMENT);
        miss(journal);
        append(journal, 1);
        fill(journal, 11 * SEGMENT);
        run(timed);
        miss(journal);
        run(timed);
        run(timed);
        fill(journal, 12 * SEGMENT + 10);
        run(timed);
        run(timed);
        fill(journal, 13 * SEGMENT + 10);
        journal.configure(LARGER);
        fill(journal, 14 * SEGMENT + 10);
        journal.configure(SMALL);
        fill(journal, 15 * SEGMENT + 100);
        for (int i = 0; i < 20; i++) {
            run(retries);
        }
        assertThat(journal.id()).startsWith("disk-");
        journal.close();
    }

    private void check(Journal journal, boolean failing) {
        assertThat(journal.end()).isGreaterThanOrEqualTo(told);
        for (long at = journal.earliest(); at < journal.end(); ) {
            Journal.Slice slice = journal.read(at, 1 << 20);
            Gap gap = slice.gap();
            boolean told = gap == null || missed.containsKey(gap.at()) && gap.kind() == Gap.Kind.MISSED;
            assertThat(told || failing && gap.cause().contains("cannot be read"))
                    .as("gap %s", gap)
                    .isTrue();
            assertThat(ByteBuffer.wrap(slice.bytes())).isEqualTo(Appender.bytes(slice.offset(), slice.bytes().length));
            at = slice.next();
        }
        for (Map.Entry<Long, Long> each : missed.entrySet()) {
            if (each.getKey() >= journal.earliest()) {
                Gap gap = journal.read(each.getKey(), 1).gap();
                assertThat(gap).as("at %s", each.getKey()).isNotNull();
            }
        }
    }

    private Path begin(int step) {
        told = 0;
        missed.clear();
        return folder.resolve(Integer.toString(step));
    }

    @Test
    void whereverTheProcessIsKilledAllThatWasToldIsThereAndNothingElse() {
        boolean killed = true;
        int step = 0;
        while (killed) {
            step += STRIDE;
            killed = runAndKill(step);
        }
        assertThat(step).isGreaterThan(150);
    }

    private boolean runAndKill(int last) {
        Path in = begin(last);
        boolean killed = false;
        try {
            run(store(FaultyFiles.in(in, step -> killFrom(last, step))));
        } catch (Killed e) {
            killed = true;
        }
        Journal journal = open(store(in));
        assertThat(journal.end()).as("killed at %s", last).isGreaterThanOrEqualTo(told);
        check(journal, false);
        String id = journal.id();
        told = journal.end();
        append(journal, (int) (3 * SEGMENT));
        miss(journal);
        append(journal, (int) (7 * SEGMENT));
        check(journal, false);
        journal = open(store(in));
        check(journal, false);
        assertThat(last < 20 || journal.id().equals(id)).isTrue();
        return killed;
    }

    /** At each step of putting in order what a machine that stopped had left, which here was all on its disk. */
    @Test
    void whereverTheProcessIsKilledWhileItPutsItsFilesInOrderTheyAreNotLost() throws IOException {
        boolean killed = true;
        for (int step = 1; killed; step++) {
            int last = step;
            Path in = begin(step);
            Journal journal = open(store(in));
            append(journal, (int) (7 * SEGMENT));
            fill(journal, 9 * SEGMENT + 5000);
            OtherBoot.of(in.resolve("s"));
            killed = false;
            try {
                open(store(FaultyFiles.in(in, number -> killFrom(last, number))));
            } catch (Killed e) {
                killed = true;
            }
            journal = open(store(in));
            assertThat(journal.end()).as("killed at %s", step).isEqualTo(told);
            assertThat(journal.read(journal.earliest(), 1 << 20).bytes())
                    .isEqualTo(Appender.bytes(journal.earliest(), (int) (told - journal.earliest()))
                            .array());
        }
    }

    private static void killFrom(int last, int step) {
        if (step >= last) {
            throw new Killed();
        }
    }

    /** The disk fails for good at some step, and later works for a few more steps each time, while all is read in between. */
    @Test
    void whatIsBeingRestoredIsNotReadAtOtherOffsets() {
        for (int good = 1; good < 25; good += 2) {
            int[] left = {Integer.MAX_VALUE};
            Journal journal = open(store(FaultyFiles.in(begin(good), step -> {
                if (left[0]-- <= 0) {
                    throw new IOException("broken");
                }
            })));
            append(journal, (int) (8 * SEGMENT));
            left[0] = good;
            append(journal, (int) (4 * SEGMENT + 1));
            assertThat(journal.id()).startsWith("memory");
            for (int steps = 1 + good % 5; journal.id().startsWith("memory"); steps += 5) {
                check(journal, true);
                left[0] = steps;
                run(retries);
                left[0] = 0;
            }
            left[0] = Integer.MAX_VALUE;
            check(journal, false);
            append(journal, 10);
            check(journal, false);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, broken", "2, broken", "12, broken", "1, No space left on device", "12, No space left on device"})
    void whateverFailsAllIsThereOnceTheDiskWorksAgain(int times, String message) {
        boolean failed = true;
        for (int first = 1 + times % STRIDE; failed; first += STRIDE) {
            failed = runAndFail(first, times, message);
        }
    }

    private boolean runAndFail(int first, int times, String message) {
        Path in = begin(first);
        int[] failures = {0};
        JournalStore faulty = store(FaultyFiles.in(in, step -> {
            if (step >= first && step < first + times) {
                failures[0]++;
                throw new IOException(message);
            }
        }));
        try {
            run(faulty);
            check(open(store(in)), false);
        } catch (AssertionError e) {
            throw new AssertionError("failed at " + first, e);
        }
        return failures[0] > 0;
    }
}
