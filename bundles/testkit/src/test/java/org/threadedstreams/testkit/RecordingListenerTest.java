package org.threadedstreams.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;

/** Each breach of the listener's contract is seen, and keeping it is not taken for one. */
@Timeout(30)
class RecordingListenerTest {

    private static final StreamEnd END = StreamEnd.closed();

    private final RecordingListener listener = new RecordingListener();

    private static ByteBuffer bytes() {
        return ByteBuffer.wrap(new byte[] {1, 2, 3});
    }

    private void openAndResume() {
        listener.opened();
        listener.resuming();
    }

    private void assertBreach(String what) {
        assertThatThrownBy(listener::assertContractKept).hasMessageContaining(what);
    }

    @Test
    void anOrderlyLifeKeepsTheContract() {
        openAndResume();
        listener.received(bytes());
        listener.lost(7, "overrun");
        listener.received(bytes());
        listener.ended(END);

        assertThatCode(listener::assertContractKept).doesNotThrowAnyException();
        assertThat(listener.received()).containsExactly(1, 2, 3, 1, 2, 3);
        assertThat(listener.lostBytes()).isEqualTo(7);
        assertThat(listener.awaitEnded(Duration.ZERO)).isEqualTo(END);
    }

    @Test
    void aConnectionThatNeverCameUpKeepsTheContract() {
        listener.ended(new StreamEnd(StreamCode.CONNECT_FAILED, "127.0.0.1:1: refused"));

        assertThatCode(listener::assertContractKept).doesNotThrowAnyException();
    }

    @Test
    void receivedBeforeOpenedIsABreach() {
        listener.resuming();
        listener.received(bytes());

        assertBreach("before opened");
    }

    @Test
    void openedTwiceIsABreach() {
        listener.opened();
        listener.opened();

        assertBreach("opened came twice");
    }

    @Test
    void receivedBeforeTheFirstResumeIsABreach() {
        listener.opened();
        listener.received(bytes());

        assertBreach("before the first resume");
    }

    @Test
    void anEmptyBufferIsABreach() {
        openAndResume();
        listener.received(ByteBuffer.allocate(0));

        assertBreach("no byte");
    }

    @Test
    void anythingAfterEndedIsABreach() {
        openAndResume();
        listener.ended(END);
        listener.received(bytes());

        assertBreach("received came after ended");
    }

    @Test
    void endedTwiceIsABreach() {
        listener.ended(END);
        listener.ended(END);

        assertBreach("ended came after ended");
    }

    @Test
    void anAlteredBufferIsABreach() {
        openAndResume();
        ByteBuffer reused = bytes();
        listener.received(reused);
        reused.put(1, (byte) 99);

        assertBreach("altered");
    }

    @Test
    void aCallFromInsideACallOfTheConnectionIsABreach() {
        listener.inside("close", () -> {
            listener.ended(END);
            return true;
        });

        assertBreach("ended came from inside close");
    }

    @Test
    void twoCallsAtOnceAreABreach() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        listener.afterReceived(() -> {
            inside.countDown();
            awaitQuietly(leave);
        });
        openAndResume();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> listener.received(bytes()));
        inside.await();
        listener.lost(1, "meanwhile");
        leave.countDown();
        first.get(10, TimeUnit.SECONDS);

        assertBreach("lost came while another call was in progress");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
