package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.api.bus.Gap;

/** Random steps, with the journal closed or left behind and opened again in between, held against a plain array. */
@Timeout(60)
class DiskJournalModelTest {

    private static final int CAPACITY = 8 << 20;

    @TempDir
    private Path folder;

    private final ByteBuffer all = ByteBuffer.allocate(CAPACITY);
    private final NavigableMap<Long, Long> missed = new TreeMap<>();
    private final NavigableMap<Long, Long> times = new TreeMap<>();
    private long time = 1_000_000;
    private long sessions;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesAsAPlainArrayWould(long seed) {
        Random random = new Random(seed);
        DiskFixture fixture = new DiskFixture(folder);
        try {
            JournalSettings settings = settings(random);
            Journal journal = fixture.open(settings);
            String id = null;
            for (int step = 0; step < 300; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> miss(journal, 1 + random.nextInt(9));
                    case 1 -> journal.beginSession(++sessions);
                    case 2 -> {
                        settings = settings(random);
                        journal.configure(settings);
                    }
                    case 3 -> {
                        assertThat(fixture.failed).isEmpty();
                        if (random.nextBoolean()) {
                            fixture.close();
                        } else {
                            fixture.abandon();
                        }
                        fixture = new DiskFixture(folder);
                        journal = fixture.open(settings);
                    }
                    default -> append(journal, random);
                }
                assertThat(fixture.failed).isEmpty();
                compare(journal, random, settings);
                id = all.position() == 0 ? id : id == null ? journal.id() : id;
                assertThat(all.position() == 0 ? null : journal.id()).isEqualTo(id);
            }
            assertThat(fixture.failed).isEmpty();
        } finally {
            fixture.close();
        }
    }

    private static JournalSettings settings(Random random) {
        JournalSettings.Sync[] syncs = JournalSettings.Sync.values();
        return DiskFixture.settings(200_000 + random.nextInt(1_000_000), syncs[random.nextInt(syncs.length)]);
    }

    private void miss(Journal journal, long bytes) {
        journal.missed(bytes, "overrun");
        missed.merge((long) all.position(), bytes, Long::sum);
    }

    private void append(Journal journal, Random random) {
        byte[] chunk = new byte[random.nextInt(4) == 0 ? random.nextInt(40_000) : 1 + random.nextInt(300)];
        random.nextBytes(chunk);
        time += random.nextInt(3_000_000);
        if (chunk.length > 0) {
            times.putIfAbsent(time, (long) all.position());
        }
        journal.append(ByteBuffer.wrap(chunk), time);
        all.put(chunk);
    }

    private void compare(Journal journal, Random random, JournalSettings settings) {
        assertThat(journal.end()).isEqualTo(all.position());
        assertThat(journal.earliest()).isBetween(0L, journal.end());
        assertThat(journal.end() - journal.earliest()).isLessThanOrEqualTo(settings.maxBytes());
        long held = missed.tailMap(journal.earliest()).size();
        assertThat(journal.gaps() - (journal.earliest() > 0 ? 1 : 0)).isEqualTo(held);
        long from = random.nextInt(all.position() + 1);
        Journal.Slice slice = journal.read(from, 1 + random.nextInt(65_536));
        assertThat(slice.offset()).isEqualTo(Math.max(from, journal.earliest()));
        assertThat(slice.bytes()).isEqualTo(Arrays.copyOfRange(all.array(), (int) slice.offset(), (int) slice.next()));
        assertThat(slice.next() > from || from == journal.end()).isTrue();
        assertThat(missed.subMap(slice.offset(), false, slice.next(), false)).isEmpty();
        Long atFrom = missed.get(from);
        if (from >= journal.earliest()) {
            Gap gap = atFrom == null ? null : new Gap(from, atFrom, "overrun", Gap.Kind.MISSED);
            assertThat(slice.gap()).isEqualTo(gap);
        }
        compareTime(journal, random);
    }

    /** Never a later byte than the first of that time. */
    private void compareTime(Journal journal, Random random) {
        long wanted = random.nextInt((int) Math.min(Integer.MAX_VALUE, time + 1_000_000));
        Long first = times.ceilingKey(wanted);
        long latest = first == null ? journal.end() : Math.max(journal.earliest(), times.get(first));
        assertThat(journal.offsetAt(wanted)).isBetween(journal.earliest(), latest);
    }
}
