package org.threadedstreams.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.api.bus.Gap;

/** What every journal does, wherever it is kept. */
abstract class JournalContract {

    static final long PLENTY = 1L << 40;

    /** A new, empty one, of which the test closes nothing. */
    abstract Journal journal(long maxBytes);

    /** It holds at least this many of its bytes, if so many came. */
    abstract long least(long maxBytes);

    abstract JournalSettings settings(long maxBytes);

    static ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void offsetsCountFromTheVeryFirstByte() {
        Journal journal = journal(PLENTY);
        journal.append(bytes(10), 1);
        assertThat(journal.earliest()).isZero();
        assertThat(journal.end()).isEqualTo(10);
        Journal.Slice slice = journal.read(4, 100);
        assertThat(slice.offset()).isEqualTo(4);
        assertThat(slice.next()).isEqualTo(10);
        assertThat(slice.gap()).isNull();
        assertThat(slice.bytes()).isEqualTo(Arrays.copyOfRange(bytes(10).array(), 4, 10));
    }

    @Test
    void anEmptyOneHasNothingAndSaysSo() {
        Journal journal = journal(PLENTY);
        assertThat(journal.end()).isZero();
        assertThat(journal.gaps()).isZero();
        assertThat(journal.read(0, 10).bytes()).isEmpty();
        assertThat(journal.tail(0, 10)).isEmpty();
        assertThat(journal.offsetAt(0)).isZero();
        assertThat(journal.errors()).isEmpty();
    }

    @Test
    void theBufferIsLeftAsItWas() {
        Journal journal = journal(PLENTY);
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}, 1, 3);
        journal.append(buffer, 1);
        assertThat(buffer.remaining()).isEqualTo(3);
        assertThat(journal.read(0, 10).bytes()).containsExactly(2, 3, 4);
    }

    @Test
    void directBuffersAreAsGood() {
        Journal journal = journal(PLENTY);
        ByteBuffer direct = ByteBuffer.allocateDirect(70_000).put(bytes(70_000)).flip();
        journal.append(direct, 1);
        assertThat(journal.read(0, 70_000).bytes()).isEqualTo(bytes(70_000).array());
    }

    @Test
    void aReadOfWhatRetentionTookStartsWithAHole() {
        Journal journal = journal(PLENTY);
        for (int i = 0; i < 100; i++) {
            journal.append(bytes(20_000), i);
        }
        journal.configure(settings(200_000));
        for (int i = 0; i < 10; i++) {
            journal.append(bytes(20_000), 100 + i);
        }
        Journal.Slice slice = journal.read(5, 10);
        assertThat(journal.earliest()).isPositive();
        assertThat(slice.offset()).isEqualTo(journal.earliest());
        assertThat(slice.gap()).isEqualTo(new Gap(5, journal.earliest() - 5, "retention", Gap.Kind.HOLE));
        assertThat(journal.gaps()).isEqualTo(1);
    }

    @Test
    void aReadStopsBeforeAGapAndTheNextStartsAtIt() {
        Journal journal = journal(PLENTY);
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
        Journal journal = journal(PLENTY);
        journal.missed(7, "overrun");
        journal.missed(-1, "late");
        assertThat(journal.read(0, 1).gap()).isEqualTo(new Gap(0, -1, "overrun; late", Gap.Kind.MISSED));
        assertThat(journal.gaps()).isEqualTo(1);
    }

    @Test
    void aTimeFindsTheFirstByteThatCameThenOrLater() {
        Journal journal = journal(PLENTY);
        for (int second = 0; second < 100; second++) {
            journal.append(bytes(3), second * 1_000_000L);
        }
        assertThat(journal.offsetAt(50 * 1_000_000L)).isEqualTo(150);
        assertThat(journal.offsetAt(50 * 1_000_000L - 1)).isEqualTo(150);
        assertThat(journal.offsetAt(-5)).isZero();
        assertThat(journal.offsetAt(200 * 1_000_000L)).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {16_384 * 8, 1L << 40})
    void aTimeNeverFindsALaterByteHoweverManyCame(long maxBytes) {
        Journal journal = journal(maxBytes);
        for (int i = 0; i < 100_000; i++) {
            journal.append(bytes(2), i * 700L);
        }
        for (int i = 0; i < 100_000; i += 997) {
            assertThat(journal.offsetAt(i * 700L))
                    .isLessThanOrEqualTo(Math.max(2L * i, journal.earliest()))
                    .isGreaterThan(2L * i - 65_536);
        }
    }

    @Test
    void aClockThatGoesBackDoesNotHideAnything() {
        Journal journal = journal(PLENTY);
        journal.append(bytes(3), 10_000_000);
        journal.append(bytes(3), 5_000_000);
        journal.append(bytes(3), 20_000_000);
        assertThat(journal.offsetAt(5_000_000)).isZero();
        assertThat(journal.offsetAt(15_000_000)).isBetween(0L, 6L);
        assertThat(journal.offsetAt(20_000_000)).isBetween(0L, 6L);
    }

    @Test
    void theTailIsTheLastBytes() {
        Journal journal = journal(PLENTY);
        journal.append(ByteBuffer.wrap(new byte[] {1, 2, 3}), 1);
        journal.missed(1, "overrun");
        journal.append(ByteBuffer.wrap(new byte[] {4, 5}), 1);
        assertThat(journal.tail(0, 3)).containsExactly(3, 4, 5);
        assertThat(journal.tail(4, 3)).containsExactly(5);
        assertThat(journal.tail(5, 3)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void behavesAsTheSimplestModel(long seed) {
        Random random = new Random(seed);
        ByteBuffer all = ByteBuffer.allocate(400 * 70_000);
        TreeMap<Long, Long> missed = new TreeMap<>();
        long limit = 160_000 + random.nextInt(100_000);
        Journal journal = journal(limit);
        for (int step = 0; step < 400; step++) {
            if (random.nextInt(20) == 0) {
                journal.missed(1, "x");
                missed.put((long) all.position(), 1L);
            }
            byte[] chunk = new byte[1 + (random.nextInt(5) == 0 ? random.nextInt(70_000) : random.nextInt(300))];
            random.nextBytes(chunk);
            int lead = random.nextInt(3);
            byte[] framed = new byte[chunk.length + lead];
            System.arraycopy(chunk, 0, framed, lead, chunk.length);
            journal.append(ByteBuffer.wrap(framed, lead, chunk.length), step);
            all.put(chunk);
            assertThat(journal.end()).isEqualTo(all.position());
            assertThat(journal.end() - journal.earliest())
                    .isGreaterThanOrEqualTo(Math.min(least(limit), all.position()));
            long from = random.nextInt(all.position() + 1);
            Journal.Slice slice = journal.read(from, 1 + random.nextInt(65_536));
            assertThat(slice.offset()).isEqualTo(Math.max(from, journal.earliest()));
            assertThat(slice.bytes())
                    .isEqualTo(Arrays.copyOfRange(all.array(), (int) slice.offset(), (int) slice.next()));
            assertThat(slice.next()).isEqualTo(slice.offset() + slice.bytes().length);
            assertThat(missed.subMap(slice.offset(), false, slice.next(), false))
                    .isEmpty();
            assertThat(slice.next() > from || from == journal.end()).isTrue();
        }
    }

    @Test
    void gapsAreBoundedHoweverFewBytesLieBetween() {
        Journal journal = journal(PLENTY);
        for (int i = 0; i < 50_000; i++) {
            journal.append(ByteBuffer.wrap(new byte[] {(byte) i}), i);
            journal.missed(1, "overrun");
        }
        assertThat(journal.gaps()).isLessThan(40_000);
        assertThat(journal.earliest()).isPositive();
        assertThat(journal.read(0, 10).gap().kind()).isEqualTo(Gap.Kind.HOLE);
        assertThat(journal.read(49_999, 10).bytes()).containsExactly((byte) 49_999);
    }

    @Test
    void causesAtOneOffsetDoNotAddUpWithoutEnd() {
        Journal journal = journal(PLENTY);
        for (int i = 0; i < 10_000; i++) {
            journal.missed(2, "overrun number " + i);
        }
        Gap gap = journal.read(0, 1).gap();
        assertThat(gap.bytes()).isEqualTo(20_000);
        assertThat(gap.cause()).hasSizeLessThan(300).startsWith("overrun number 0; overrun number 1");
    }

    @Test
    void theLatestErrorsAreKept() {
        Journal journal = journal(PLENTY);
        for (int i = 0; i < 100; i++) {
            journal.keepError("{\"number\":" + i + "}");
        }
        assertThat(journal.errors())
                .hasSize(Journal.MOST_ERRORS)
                .endsWith("{\"number\":99}")
                .startsWith("{\"number\":68}");
    }

    @Test
    void largeErrorsPushOthersOut() {
        Journal journal = journal(PLENTY);
        String large = "{\"bytes\":\"" + "x".repeat(1_000_000) + "\"}";
        for (int i = 0; i < 12; i++) {
            journal.keepError(large);
        }
        journal.keepError("{}");
        assertThat(journal.errors()).hasSize(5).endsWith("{}");
    }

    @Test
    void itKnowsTheLastSession() {
        Journal journal = journal(PLENTY);
        assertThat(journal.sessions()).isZero();
        journal.beginSession(7);
        assertThat(journal.sessions()).isEqualTo(7);
    }
}
