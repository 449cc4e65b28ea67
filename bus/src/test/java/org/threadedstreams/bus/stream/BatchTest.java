package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {

    private static ByteBuffer chunk(int length) {
        return ByteBuffer.allocate(length);
    }

    private static byte[] bytes(List<ByteBuffer> buffers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    @Test
    void aChunkAloneIsTakenAsItCame() {
        ByteBuffer chunk = chunk(10);
        assertThat(new Batch(chunk, 1).take().get(0)).isSameAs(chunk);
    }

    @Test
    void smallChunksAreTakenTogetherAndLargeOnesAsTheyCame() {
        ByteBuffer large = chunk(10_000);
        Batch batch = new Batch(chunk(1), 1);
        batch.add(chunk(2));
        batch.add(large);
        batch.add(chunk(3));
        batch.add(chunk(4));
        List<ByteBuffer> taken = batch.take();
        assertThat(taken).extracting(ByteBuffer::remaining).containsExactly(3, 10_000, 7);
        assertThat(taken.get(1)).isSameAs(large);
    }

    @Test
    void onceTakenItTakesNoMore() {
        Batch batch = new Batch(chunk(1), 1);
        batch.take();
        assertThat(batch.add(chunk(1))).isFalse();
    }

    @Test
    void aFullOneTakesNoMore() {
        Batch batch = new Batch(chunk(450_000), 1);
        assertThat(batch.add(chunk(100_000))).isFalse();
        assertThat(batch.add(chunk(40_000))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void allBytesComeOutInOrderAndInPiecesThatFitAMessageOrCameSo(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream given = new ByteArrayOutputStream();
        Batch batch = null;
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 3000 : 20_000)];
            random.nextBytes(bytes);
            if (batch == null) {
                batch = new Batch(ByteBuffer.wrap(bytes), 1);
            } else if (!batch.add(ByteBuffer.wrap(bytes))) {
                break;
            }
            given.writeBytes(bytes);
        }
        List<ByteBuffer> taken = batch.take();
        assertThat(bytes(taken)).isEqualTo(given.toByteArray());
        assertThat(taken).allMatch(piece -> piece.remaining() <= 65_536);
    }
}
