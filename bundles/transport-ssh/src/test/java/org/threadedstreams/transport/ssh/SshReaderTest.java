package org.threadedstreams.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SshReaderTest {

    private final List<ByteBuffer> received = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final Mailbox mailbox = new Mailbox(Runnable::run);
    private final SshReader reader = new SshReader(mailbox, received::add, () -> ends.add("drained"));
    private long released;

    private final SshReader.Window window = new SshReader.Window() {
        @Override
        public void release(long bytes) {
            released += bytes;
        }

        @Override
        public void broken(IOException e) {
            throw new AssertionError(e);
        }
    };

    private static ByteBuffer bytes(int from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (from + i));
        }
        return bytes.flip();
    }

    private void assertReceived(int count) {
        int next = 0;
        for (ByteBuffer piece : received) {
            while (piece.hasRemaining()) {
                assertThat(piece.get()).isEqualTo((byte) next++);
            }
        }
        assertThat(next).isEqualTo(count);
    }

    @Test
    void whatComesBeforeItIsWantedIsHeldAndTheWindowStaysClosed() {
        reader.arrived(bytes(0, 3));
        reader.begin(window);
        reader.arrived(bytes(3, 4));
        assertThat(received).isEmpty();
        assertThat(released).isZero();
        reader.want(true);
        assertReceived(7);
        assertThat(released).isEqualTo(7);
    }

    @Test
    void manySmallPiecesAreHeldInFewBuffers() {
        reader.begin(window);
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            reader.arrived(bytes(i, 1));
        }
        reader.arrived(bytes(count, 20_000));
        reader.arrived(bytes(count + 20_000, 1));
        reader.want(true);
        assertThat(received).hasSizeLessThan(20);
        assertThat(released).isEqualTo(count + 20_001);
        assertReceived(count + 20_001);
    }

    @Test
    void theInputIsDrainedOnceAllOfItWasTaken() {
        reader.begin(window);
        reader.arrived(bytes(0, 5));
        mailbox.run(reader::inputEnds);
        assertThat(ends).isEmpty();
        reader.want(true);
        assertReceived(5);
        assertThat(ends).containsExactly("drained");
    }

    @Test
    void whatComesAfterItWasStoppedGoesNowhere() {
        reader.begin(window);
        reader.want(true);
        mailbox.run(reader::stop);
        reader.arrived(bytes(0, 5));
        mailbox.run(reader::inputEnds);
        assertThat(received).isEmpty();
        assertThat(ends).isEmpty();
    }
}
