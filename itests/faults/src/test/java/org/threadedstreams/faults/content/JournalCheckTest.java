package org.threadedstreams.faults.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The judge itself: what it must not let pass. */
class JournalCheckTest {

    private static final int LENGTH = 5_000;

    private final Content content = new Content(42);
    private final JournalCheck check = new JournalCheck(content, 0, 0);

    @Test
    void rightBytesPassInAnySplit() {
        byte[] first = content.bytes(1, 0, 3);
        byte[] second = content.bytes(4, 0, LENGTH);
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        Random random = new Random(1);
        for (int at = 0; at < all.length; ) {
            int to = Math.min(all.length, at + 1 + random.nextInt(100));
            check.accept(at, Arrays.copyOfRange(all, at, to));
            at = to;
        }
        assertThat(check.next()).isEqualTo(all.length);
        assertThat(check.received(4)).isEqualTo(LENGTH);
        check.verify(1, Arrays.copyOfRange(all, 1, 4_000));
    }

    @Test
    void aFlippedBitIsFound() {
        byte[] bytes = content.bytes(1, 0, LENGTH);
        bytes[3_210] ^= 1;
        assertThatThrownBy(() -> check.accept(0, bytes)).hasMessageContaining("offset 3210");
    }

    @Test
    void aMissingByteIsFoundEvenWhereOffsetsGoOn() {
        byte[] bytes = content.bytes(1, 0, LENGTH);
        check.accept(0, Arrays.copyOf(bytes, 1_000));
        assertThatThrownBy(() -> check.accept(1_000, Arrays.copyOfRange(bytes, 1_001, LENGTH)))
                .isInstanceOf(Violation.class);
    }

    @Test
    void aSkippedOffsetIsFound() {
        byte[] bytes = content.bytes(1, 0, LENGTH);
        check.accept(0, Arrays.copyOf(bytes, 1_000));
        assertThatThrownBy(() -> check.accept(1_001, Arrays.copyOfRange(bytes, 1_001, LENGTH)))
                .hasMessageContaining("skipped silently");
    }

    @Test
    void bytesThatComeTwiceAreFound() {
        byte[] bytes = content.bytes(1, 0, LENGTH);
        check.accept(0, bytes);
        assertThatThrownBy(() -> check.accept(LENGTH, Arrays.copyOfRange(bytes, 4_000, LENGTH)))
                .isInstanceOf(Violation.class);
    }

    @Test
    void anEarlierConnectionsBytesAreFound() {
        check.accept(0, content.bytes(2, 0, 100));
        assertThatThrownBy(() -> check.accept(100, content.bytes(1, 0, 100)))
                .hasMessageContaining("connection 1 come after those of 2");
    }

    @Test
    void bytesThatDifferFromWhatWasObservedAreFound() {
        byte[] bytes = content.bytes(1, 0, LENGTH);
        check.accept(0, bytes);
        assertThatThrownBy(() -> check.verify(100, Arrays.copyOfRange(bytes, 101, 200)))
                .isInstanceOf(Violation.class);
    }

    @Test
    void afterAReportedHoleTheRestMustStillBeRight() {
        byte[] bytes = content.bytes(1, 0, LENGTH);
        check.accept(0, Arrays.copyOf(bytes, 1_000));
        check.hole(3_000);
        check.accept(3_000, Arrays.copyOfRange(bytes, 3_000, 4_000));
        assertThat(check.bytes()).isEqualTo(2_000);
        assertThatThrownBy(() -> check.accept(4_000, Arrays.copyOfRange(bytes, 4_001, LENGTH)))
                .isInstanceOf(Violation.class);
    }
}
