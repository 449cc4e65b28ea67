package org.threadedstreams.testkit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.osgi.util.converter.Converters;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.WriteFailure;

/**
 * One provider, one peer, and the words that tests of them are written in. After each test everything is closed, and
 * every listener is asked whether its contract was kept.
 *
 * <p>Each test runs on a thread of its own.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ConnectionFixture {

    /** The most bytes that systems and libraries between the two ends were seen to hold, twice over. */
    private static final int MORE_THAN_ANY_BUFFER_BYTES = 64 << 20;

    private final ExecutorService background = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "contract-background");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<WatchedConnection> watched = new ConcurrentLinkedQueue<>();
    private final Queue<PeerConnection> accepted = new ConcurrentLinkedQueue<>();
    private StreamProvider<?> provider;
    private Peer peer;

    /** The provider under test. Asked once for each test. */
    protected abstract StreamProvider<?> provider() throws Exception;

    /** Starts a peer for one test. */
    protected abstract Peer startPeer() throws Exception;

    /** How long anything may take that should come at once. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** How long a test watches before it believes that nothing happens. */
    protected Duration quiet() {
        return Duration.ofMillis(300);
    }

    @BeforeEach
    void startBoth() throws Exception {
        provider = provider();
        peer = startPeer();
    }

    @AfterEach
    void closeEverything() throws Exception {
        try {
            for (WatchedConnection connection : watched) {
                close(connection);
            }
            for (PeerConnection far : accepted) {
                far.close();
            }
        } finally {
            peer.close();
            background.shutdownNow();
        }
        watched.forEach(connection -> connection.listener().assertContractKept());
    }

    protected final Peer peer() {
        return peer;
    }

    /** Opens the test's peer; the connection is still coming up. */
    protected final WatchedConnection open() {
        return open(peer.target());
    }

    protected final WatchedConnection open(Target target) {
        return open(target, new RecordingListener());
    }

    protected final WatchedConnection open(Target target, RecordingListener listener) {
        WatchedConnection connection = WatchedConnection.open(provider, target, listener);
        watched.add(connection);
        return connection;
    }

    /** Begins to watch for the target, its options converted as the gateway converts them. */
    protected final StreamProvider.Watch watch(Target target, Runnable came) {
        return watch(provider, target, came);
    }

    private static <O> StreamProvider.Watch watch(StreamProvider<O> provider, Target target, Runnable came) {
        return provider.watch(
                Converters.standardConverter().convert(target.options()).to(provider.optionsType()), came);
    }

    /** Opens the test's peer, waits until the connection is up, and lets it read. */
    protected final WatchedConnection openAndResume() {
        WatchedConnection connection = open();
        connection.listener().awaitOpened(patience());
        connection.resume();
        return connection;
    }

    protected final PeerConnection accept() throws IOException {
        PeerConnection far = peer.accept(patience());
        accepted.add(far);
        return far;
    }

    protected final void close(StreamConnection connection) throws Exception {
        get(connection.close());
    }

    protected final <T> T get(CompletionStage<T> stage)
            throws ExecutionException, InterruptedException, TimeoutException {
        return stage.toCompletableFuture().get(patience().toMillis(), MILLISECONDS);
    }

    protected final <T> CompletableFuture<T> inBackground(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        background.execute(() -> {
            try {
                done.complete(work.call());
            } catch (Exception | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    protected final CompletableFuture<?> sendInBackground(PeerConnection far, byte[] bytes) {
        return inBackground(() -> {
            send(far, bytes);
            return true;
        });
    }

    protected static void send(PeerConnection far, byte[] bytes) throws IOException {
        far.output().write(bytes);
        far.output().flush();
    }

    protected final byte[] receive(PeerConnection far, int bytes) throws Exception {
        return get(inBackground(() -> far.input().readNBytes(bytes)));
    }

    /** Writes to a peer that does not read, until a write is not taken any more. */
    protected final CompletionStage<Integer> writeUntilStuck(WatchedConnection connection) throws Exception {
        assumePeer(PeerLimit.TAKES_WITHOUT_END);
        for (long written = 0; written < MORE_THAN_ANY_BUFFER_BYTES; ) {
            CompletionStage<Integer> write = connection.write(ByteBuffer.allocate(StreamConnection.MAX_PIECE_BYTES));
            try {
                written += write.toCompletableFuture().get(quiet().toMillis(), MILLISECONDS);
            } catch (TimeoutException stuck) {
                return write;
            }
        }
        throw new AssertionError("the peer does not read, yet more than " + MORE_THAN_ANY_BUFFER_BYTES
                + " bytes were taken: a write must complete when the system took it, not earlier");
    }

    protected final void assumePeer(PeerLimit cannot) {
        assumeFalse(peer.limits().contains(cannot), () -> "this peer has the limit " + cannot);
    }

    protected final void assertStays(Callable<Boolean> condition) {
        Awaitility.await("stays so")
                .during(quiet())
                .atMost(quiet().plus(patience()))
                .until(condition);
    }

    protected final WriteFailure assertFails(CompletionStage<Integer> write) {
        assertThatThrownBy(() -> get(write))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(WriteFailure.class);
        return write.handle((taken, failure) -> (WriteFailure) failure)
                .toCompletableFuture()
                .join();
    }

    protected final void assertFailsUnoffered(CompletionStage<Integer> write) {
        WriteFailure failure = assertFails(write);
        assertThat(failure.taken()).isZero();
        assertThat(failure.doubtful()).as("doubtful").isFalse();
    }
}
