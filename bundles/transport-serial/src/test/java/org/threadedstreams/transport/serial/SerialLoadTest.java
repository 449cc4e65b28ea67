package org.threadedstreams.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.api.WriteFailure;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.WatchedConnection;

/**
 * A pty that is pulled and plugged in again and again, while bytes flow both ways. Linux drops what is unread of a pty at
 * that moment, so what arrived is the beginning of what was sent, with at most a hole near its end; everything that can be
 * said is: nothing twice, nothing out of order, nothing from before, and each byte that was accepted is accounted for.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SerialLoadTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROUNDS = 40;
    private static final int BYTES = 8 << 20;
    private static final int LINE_BYTES = 4096;
    private static final int PIECE_BYTES = 16 * 1024;

    @TempDir
    private Path folder;

    @Test
    void aPortThatIsPulledUnderLoadAccountsForEveryByte() throws Exception {
        Path link = folder.resolve("console");
        Random random = new Random(7);
        long received = 0;
        long written = 0;
        List<Long> micros = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] input = new byte[BYTES];
            byte[] output = new byte[BYTES];
            random.nextBytes(input);
            random.nextBytes(output);
            try (PtyPeer pty = PtyPeer.startAt(link)) {
                RecordingListener listener = new RecordingListener();
                WatchedConnection connection =
                        WatchedConnection.open(new SerialStreamProvider(), pty.target(), listener);
                listener.awaitOpened(PATIENCE);
                connection.resume();
                CompletableFuture<?> sending = CompletableFuture.runAsync(() -> send(pty, input));
                CompletableFuture<byte[]> arriving = CompletableFuture.supplyAsync(() -> readAll(pty.input()));
                CompletableFuture<Accounts> writing = CompletableFuture.supplyAsync(() -> write(connection, output));

                int kept = random.nextInt(200_000);
                listener.awaitReceived(kept, PATIENCE);
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(3_000)));
                long pulled = System.nanoTime();
                pty.breakOff();

                listener.awaitEnded(PATIENCE);
                micros.add((System.nanoTime() - pulled) / 1000);
                Accounts accounts = writing.get(20, TimeUnit.SECONDS);
                byte[] arrived = arriving.get(20, TimeUnit.SECONDS);
                sending.get(20, TimeUnit.SECONDS);
                assertRead(listener.received(), input);
                assertThat(listener.received().length).isGreaterThanOrEqualTo(kept);
                assertBeginning("written", arrived, output);
                assertThat((long) arrived.length).isLessThanOrEqualTo(accounts.taken + accounts.doubtful);
                assertThat(accounts.doubtful).isLessThanOrEqualTo(PIECE_BYTES);
                connection.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
                listener.assertContractKept();
                received += listener.received().length;
                written += accounts.taken;
            }
        }
        Collections.sort(micros);
        System.out.println(ROUNDS + " rounds: " + received + " bytes read, " + written + " written; pulled to ended "
                + micros.get(ROUNDS / 2) + " us, the longest " + micros.get(ROUNDS - 1) + " us");
    }

    /**
     * A beginning; or one behind which a few bytes are missing and as few follow: Linux throws away what a pty's line
     * discipline holds when it hangs up, and may still hand on what stood behind that.
     */
    private static void assertRead(byte[] read, byte[] whole) {
        int beginning = Arrays.mismatch(read, Arrays.copyOf(whole, read.length));
        if (beginning >= 0) {
            int rest = read.length - beginning;
            assertThat(rest).as("bytes behind the hole").isLessThanOrEqualTo(LINE_BYTES);
            assertThat(IntStream.rangeClosed(1, LINE_BYTES)
                            .map(missing -> beginning + missing)
                            .filter(at -> Arrays.equals(read, beginning, read.length, whole, at, at + rest)))
                    .as("where the last %d bytes of %d come from", rest, read.length)
                    .isNotEmpty();
        }
    }

    private static void assertBeginning(String what, byte[] beginning, byte[] whole) {
        assertThat(Arrays.mismatch(beginning, Arrays.copyOf(whole, beginning.length)))
                .as("where what was " + what + " differs")
                .isEqualTo(-1);
    }

    private static void send(PtyPeer pty, byte[] bytes) {
        try {
            pty.output().write(bytes);
        } catch (IOException pulled) {
            // As meant.
            return;
        }
    }

    private static byte[] readAll(InputStream from) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[65_536];
        try {
            for (int count = from.read(some); count >= 0; count = from.read(some)) {
                all.write(some, 0, count);
            }
        } catch (IOException pulled) {
            // As meant.
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    /** What became of what was written. */
    private record Accounts(long taken, int doubtful) {}

    private static Accounts write(WatchedConnection connection, byte[] bytes) {
        int at = 0;
        while (true) {
            int length = Math.min(PIECE_BYTES, bytes.length - at);
            CompletionStage<Integer> write =
                    connection.write(ByteBuffer.wrap(bytes, at, length).slice());
            try {
                at += write.toCompletableFuture().get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                WriteFailure failure = (WriteFailure) e.getCause();
                return new Accounts(at + failure.taken(), failure.doubtful() ? length - failure.taken() : 0);
            } catch (Exception e) {
                throw new AssertionError("a write has no outcome", e);
            }
        }
    }
}
