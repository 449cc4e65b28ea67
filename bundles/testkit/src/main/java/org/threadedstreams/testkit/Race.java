package org.threadedstreams.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.WriteFailure;

/**
 * One schedule of a connection's short life: both ends read, write, pause and end at moments that the seed chooses, each
 * on a thread of its own. However it goes, the listener's contract holds, every write completes, and what either end has
 * is the beginning of what the other sent.
 */
final class Race {

    private static final int SENT_BYTES = 300_000;
    private static final long LONGEST_NANOS = 4_000_000;

    private enum FarEnd {
        STAYS,
        ENDS,
        BREAKS
    }

    private final ConnectionFixture test;
    private final Peer peer;
    private final Random random;
    private final byte[] there;
    private final byte[] back;

    Race(ConnectionFixture test, Peer peer, long seed) {
        this.test = test;
        this.peer = peer;
        random = new Random(seed);
        there = Payload.of(SENT_BYTES, seed);
        back = Payload.of(SENT_BYTES, ~seed);
    }

    void run() throws Exception {
        WatchedConnection connection = test.open(peer.target());
        if (random.nextInt(10) == 0) {
            pass(random.nextLong(LONGEST_NANOS));
            test.close(connection);
            return;
        }
        PeerConnection far = peer.accept(test.patience());
        connection.listener().awaitOpened(test.patience());
        connection.resume();
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        List<CompletableFuture<?>> all = new ArrayList<>();
        all.add(racing(nanos -> sendAndEnd(far, FarEnd.values()[(int) (nanos % 3)], nanos)));
        all.add(racing(nanos -> receive(far, arrived)));
        all.add(racing(nanos -> write(connection, new Random(nanos))));
        all.add(racing(nanos -> pauseAndResume(connection, new Random(nanos))));
        all.add(racing(nanos -> {
            pass(nanos);
            test.close(connection);
            if (peer.limits().contains(PeerLimit.SEES_NO_CLOSE)) {
                far.close();
            }
        }));
        for (CompletableFuture<?> one : all) {
            test.get(one);
        }

        connection.listener().assertContractKept();
        assertThat(connection.listener().isEnded()).isTrue();
        assertBeginning("received", connection.listener().received(), back);
        assertBeginning("arrived", arrived.toByteArray(), there);
    }

    private interface Part {
        void run(long nanos) throws Exception;
    }

    private CompletableFuture<?> racing(Part part) {
        long nanos = random.nextLong(LONGEST_NANOS);
        return test.inBackground(() -> {
            part.run(nanos);
            return true;
        });
    }

    /** That the connection ends meanwhile is what this is about. */
    private void sendAndEnd(PeerConnection far, FarEnd end, long nanos) throws IOException {
        try {
            int part = 1 + (int) (nanos % 50_000);
            for (int from = 0; from < back.length; from += part) {
                far.output().write(back, from, Math.min(part, back.length - from));
                far.output().flush();
            }
            if (end == FarEnd.ENDS && !peer.limits().contains(PeerLimit.NO_ORDERLY_END)) {
                far.end();
            }
        } catch (IOException over) {
            return;
        }
        if (end == FarEnd.BREAKS && !peer.limits().contains(PeerLimit.NO_ABRUPT_END)) {
            far.breakOff();
        }
    }

    private void receive(PeerConnection far, ByteArrayOutputStream arrived) throws IOException {
        byte[] part = new byte[10_000];
        try {
            for (int n = far.input().read(part); n >= 0; n = far.input().read(part)) {
                arrived.write(part, 0, n);
            }
        } catch (IOException over) {
            far.close();
        }
    }

    private void write(WatchedConnection connection, Random sizes) throws Exception {
        for (int from = 0; from < there.length; ) {
            int size = Math.min(1 + sizes.nextInt(StreamConnection.MAX_PIECE_BYTES), there.length - from);
            try {
                from += test.get(
                        connection.write(ByteBuffer.wrap(there, from, size).slice()));
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(WriteFailure.class);
                return;
            }
        }
    }

    private static void pauseAndResume(WatchedConnection connection, Random moments) {
        for (int i = 0; i < 20 && !connection.listener().isEnded(); i++) {
            connection.pause();
            pass(moments.nextLong(LONGEST_NANOS / 40));
            connection.resume();
            pass(moments.nextLong(LONGEST_NANOS / 40));
        }
    }

    private static void pass(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    private static void assertBeginning(String what, byte[] beginning, byte[] whole) {
        assertThat(beginning.length).isLessThanOrEqualTo(whole.length);
        assertThat(Arrays.equals(beginning, Arrays.copyOf(whole, beginning.length)))
                .as(what + " is the beginning of what was sent")
                .isTrue();
    }
}
