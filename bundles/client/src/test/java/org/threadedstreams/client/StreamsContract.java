package org.threadedstreams.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;

/** What a handle does over any port to a real bus. */
@Timeout(60)
abstract class StreamsContract {

    static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path home;

    GatewayOnVertx gateway;
    Streams streams;
    ThreadedStream handle;

    abstract Streams open() throws Exception;

    @BeforeEach
    void attach() throws Exception {
        gateway = new GatewayOnVertx(home);
        gateway.receive("old".getBytes(StandardCharsets.UTF_8));
        streams = open();
        handle = streams.attach("console");
    }

    @AfterEach
    void close() throws Exception {
        streams.close();
        gateway.close();
    }

    @Test
    void textsAndBytesGoThereAndComeBack() throws Exception {
        Receipt receipt = handle.write("Gr\u00fc\u00dfe\n");
        assertThat(receipt).isEqualTo(new Receipt(1, 0, 8, 3, "disk-1"));
        assertThat(handle.from(receipt).readLine(SOON)).isEqualTo("Gr\u00fc\u00dfe");
        byte[] raw = {0, -1, -2, 10, 13};
        handle.write(raw, SOON);
        Found found = handle.readUntil(new byte[] {-2, 10}, SOON);
        assertThat(found.beforeBytes()).containsExactly(0, -1);
        assertThat(found.start()).isEqualTo(13);
    }

    @Test
    void aFailedWriteGivesItsBytesBack() {
        StreamException failure = catchThrowableOfType(
                StreamException.class, () -> handle.write("fail \u00e4".getBytes(StandardCharsets.UTF_8)));
        assertThat(failure).hasMessageStartingWith("WRITE_FAILED: reset");
        assertThat(failure.unsent().offset()).isEqualTo(5);
        assertThat(failure.unsent().doubt()).isEqualTo(2);
        assertThat(failure.unsent().bytes()).asString().isEqualTo("fail \u00e4");
    }

    @Test
    void anUnknownStreamIsToldWithTheNearestName() {
        assertThat(catchThrowableOfType(StreamException.class, () -> streams.attach("consol")))
                .hasMessageContaining("no stream is called consol; did you mean console?")
                .extracting(StreamException::code)
                .isEqualTo(StreamCode.NO_SUCH_STREAM);
    }

    @Test
    void aSessionThatEndsEndsAWaitWithBothHalves() throws Exception {
        CompletableFuture<Found> wait = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                wait.complete(handle.readUntil("login: ", SOON));
            } catch (StreamException e) {
                wait.completeExceptionally(e);
            }
        });
        waiting.start();
        org.awaitility.Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        gateway.receive("panic".getBytes(StandardCharsets.UTF_8));
        gateway.endSession();
        assertThatThrownBy(() -> wait.get(20, TimeUnit.SECONDS)).cause().satisfies(thrown -> {
            StreamException end = (StreamException) thrown;
            assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
            assertThat(end.unread().bytes()).asString().isEqualTo("panic");
            assertThat(end.unsent().bytes()).containsExactly(-1, -2);
        });
    }

    @Test
    void aHandleThatLagsFarBehindReadsEverythingInTheEnd() throws Exception {
        byte[] all = new byte[6 * 1024 * 1024];
        new Random(3).nextBytes(all);
        all[all.length - 1] = 0;
        for (int at = 0; at < all.length; at += 512 * 1024) {
            gateway.receive(java.util.Arrays.copyOfRange(all, at, at + 512 * 1024));
        }
        byte[] read = new byte[all.length];
        long deadline = System.nanoTime() + SOON.toNanos();
        for (int at = 0; at < all.length && System.nanoTime() < deadline; ) {
            byte[] piece = handle.read(200_000);
            System.arraycopy(piece, 0, read, at, piece.length);
            at += piece.length;
        }
        assertThat(read).isEqualTo(all);
    }

    @Test
    void closingTheStreamsClosesItsHandles() throws Exception {
        streams.close();
        assertThat(catchThrowableOfType(StreamException.class, () -> handle.consume())
                        .code())
                .isEqualTo(StreamCode.NOT_OPEN);
        assertThatThrownBy(() -> streams.attach("console")).hasMessageContaining("closed");
    }
}
