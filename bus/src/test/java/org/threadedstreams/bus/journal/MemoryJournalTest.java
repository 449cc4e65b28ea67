package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.api.bus.Gap;

class MemoryJournalTest {

    private final MemoryJournal journal = new MemoryJournal(Long.MAX_VALUE);

    private static ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void offsetsCountFromTheVeryFirstByte() {
        journal.append(bytes(10), 1);
        assertThat(journal.earliest()).isZero();
        assertThat(journal.end()).isEqualTo(10);
        Journal.Slice slice = journal.read(4, 100);
        assertThat(slice.offset()).isEqualTo(4);
        assertThat(slice.next()).isEqualTo(10);
        assertThat(slice.gap()).isNull();
    }

    @Test
    void aReadOfWhatRetentionTookStartsWithAHole() {
        for (int i = 0; i < 100; i++) {
            journal.append(bytes(20_000), i);
        }
        journal.configure(new JournalSettings(JournalSettings.Kind.MEMORY, 100_000, JournalSettings.Sync.OS));
        Journal.Slice slice = journal.read(5, 10);
        assertThat(journal.earliest()).isPositive();
        assertThat(slice.offset()).isEqualTo(journal.earliest());
        assertThat(slice.gap()).isEqualTo(new Gap(5, journal.earliest() - 5, "retention", Gap.Kind.HOLE));
        assertThat(journal.gaps()).isEqualTo(1);
    }

    @Test
    void aReadStopsBeforeAGapAndTheNextStartsAtIt() {
        journal.append(bytes(10), 1);
        journal.missed(7, "overrun");
        journal.append(bytes(5), 2);
        Journal.Slice before = journal.read(0, 100);
        assertThat(before.next()).isEqualTo(10);
        Journal.Slice after = journal.read(before.next(), 100);
        assertThat(after.gap()).isEqualTo(new Gap(10, 7, "overrun", Gap.Kind.MISSED));
        assertThat(after.bytes()).hasSize(5);
    }

    @Test
    void gapsAtOneOffsetArePutTogether() {
        journal.missed(7, "overrun");
        journal.missed(-1, "late");
        assertThat(journal.read(0, 1).gap()).isEqualTo(new Gap(0, -1, "overrun; late", Gap.Kind.MISSED));
        assertThat(journal.gaps()).isEqualTo(1);
    }

    @Test
    void aGapRightBehindAHoleIsTheNextReads() {
        journal.append(bytes(20_000), 1);
        journal.missed(3, "overrun");
        journal.append(bytes(20_000), 1);
        journal.configure(new JournalSettings(JournalSettings.Kind.MEMORY, 65_536 / 4, JournalSettings.Sync.OS));
        assertThat(journal.earliest()).isEqualTo(20_000);
        Journal.Slice hole = journal.read(0, 10);
        assertThat(hole.gap().kind()).isEqualTo(Gap.Kind.HOLE);
        assertThat(hole.bytes()).isEmpty();
        Journal.Slice missed = journal.read(hole.next(), 10);
        assertThat(missed.gap().kind()).isEqualTo(Gap.Kind.MISSED);
        assertThat(missed.bytes()).hasSize(10);
    }

    @Test
    void aTimeFindsTheFirstByteThatCameThenOrLater() {
        for (int second = 0; second < 100; second++) {
            journal.append(bytes(3), second * 1_000_000L);
        }
        assertThat(journal.offsetAt(50 * 1_000_000L)).isEqualTo(150);
        assertThat(journal.offsetAt(50 * 1_000_000L - 1)).isEqualTo(150);
        assertThat(journal.offsetAt(-5)).isZero();
        assertThat(journal.offsetAt(200 * 1_000_000L)).isEqualTo(300);
    }

    @Test
    void aTimeNeverFindsALaterByteHoweverManyCame() {
        for (int i = 0; i < 100_000; i++) {
            journal.append(bytes(2), i * 700L);
        }
        for (int i = 0; i < 100_000; i += 997) {
            assertThat(journal.offsetAt(i * 700L)).isLessThanOrEqualTo(2L * i).isGreaterThan(2L * i - 65_536);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void behavesAsTheSimplestModel(long seed) {
        Random random = new Random(seed);
        List<Byte> all = new ArrayList<>();
        TreeMap<Long, Long> missed = new TreeMap<>();
        long limit = 60_000 + random.nextInt(100_000);
        journal.configure(new JournalSettings(JournalSettings.Kind.MEMORY, limit, JournalSettings.Sync.OS));
        for (int step = 0; step < 400; step++) {
            if (random.nextInt(20) == 0) {
                journal.missed(1, "x");
                missed.put((long) all.size(), 1L);
            }
            byte[] chunk = new byte[1 + (random.nextInt(5) == 0 ? random.nextInt(70_000) : random.nextInt(300))];
            random.nextBytes(chunk);
            int lead = random.nextInt(3);
            byte[] framed = new byte[chunk.length + lead];
            System.arraycopy(chunk, 0, framed, lead, chunk.length);
            journal.append(ByteBuffer.wrap(framed, lead, chunk.length), step);
            for (byte b : chunk) {
                all.add(b);
            }
            assertThat(journal.end()).isEqualTo(all.size());
            assertThat(journal.end() - journal.earliest()).isGreaterThanOrEqualTo(Math.min(limit, all.size()));
            long from = random.nextInt(all.size() + 1);
            Journal.Slice slice = journal.read(from, 1 + random.nextInt(65_536));
            assertThat(slice.offset()).isEqualTo(Math.max(from, journal.earliest()));
            for (int i = 0; i < slice.bytes().length; i++) {
                assertThat(slice.bytes()[i]).isEqualTo(all.get((int) slice.offset() + i));
            }
            assertThat(slice.next()).isEqualTo(slice.offset() + slice.bytes().length);
            assertThat(missed.subMap(slice.offset(), false, slice.next(), false))
                    .isEmpty();
            assertThat(slice.next() > from || from == journal.end()).isTrue();
        }
    }

    @Test
    void gapsAreBoundedHoweverFewBytesLieBetween() {
        for (int i = 0; i < 100_000; i++) {
            journal.append(ByteBuffer.wrap(new byte[] {(byte) i}), i);
            journal.missed(1, "overrun");
        }
        assertThat(journal.gaps()).isLessThan(40_000);
        assertThat(journal.earliest()).isPositive();
        assertThat(journal.read(0, 10).gap().kind()).isEqualTo(Gap.Kind.HOLE);
        assertThat(journal.read(99_999, 10).bytes()).containsExactly((byte) 99_999);
    }

    @Test
    void causesAtOneOffsetDoNotAddUpWithoutEnd() {
        for (int i = 0; i < 10_000; i++) {
            journal.missed(2, "overrun number " + i);
        }
        Gap gap = journal.read(0, 1).gap();
        assertThat(gap.bytes()).isEqualTo(20_000);
        assertThat(gap.cause()).hasSizeLessThan(300).startsWith("overrun number 0; overrun number 1");
    }
}
