package org.threadedstreams.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.WriteFailure;

/**
 * What every {@link StreamProvider} does, whatever it opens. A transport's test extends it, and adds what is the
 * transport's own.
 *
 * <p>Each test runs on a thread of its own and has a peer of its own.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StreamProviderContract {

    private final ExecutorService background = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "contract-background");
        thread.setDaemon(true);
        return thread;
    });
    private final List<WatchedConnection> opened = new ArrayList<>();
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
    void start() throws Exception {
        provider = provider();
        peer = startPeer();
    }

    @AfterEach
    void closeEverything() throws Exception {
        try {
            for (WatchedConnection connection : opened) {
                close(connection);
            }
        } finally {
            peer.close();
            background.shutdownNow();
        }
        opened.forEach(connection -> connection.listener().assertContractKept());
    }

    // Coming up and reading

    @Test
    void whatIsWrittenArrivesAndWhatComesBackIsReceived() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();

        connection.writeAll("*IDN?\n".getBytes(UTF_8), patience());
        assertThat(receive(far, 6)).asString(UTF_8).isEqualTo("*IDN?\n");
        send(far, "Grüße, Gerät 1\n".getBytes(UTF_8));

        byte[] expected = "Grüße, Gerät 1\n".getBytes(UTF_8);
        assertThat(connection.listener().awaitReceived(expected.length, patience()))
                .isEqualTo(expected);
    }

    @Test
    void bytesThatComeOneByOneKeepTheirOrder() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        byte[] sent = Payload.of(2_000, 7);

        for (byte one : sent) {
            far.output().write(one);
            far.output().flush();
        }

        assertThat(connection.listener().awaitReceived(sent.length, patience())).isEqualTo(sent);
    }

    @Test
    void aConnectionComesUpPaused() throws Exception {
        assumePeer(PeerLimit.FORGETS_EARLY_BYTES);
        WatchedConnection connection = open();
        PeerConnection far = accept();
        byte[] sent = Payload.of(1_000, 3);
        send(far, sent);
        connection.listener().awaitOpened(patience());

        assertStays(() -> connection.listener().receivedBytes() == 0);

        connection.resume();
        assertThat(connection.listener().awaitReceived(sent.length, patience())).isEqualTo(sent);
    }

    // Ends

    @Test
    void theEndOfTheStreamHandsOverEverythingFirst() throws Exception {
        assumePeer(PeerLimit.NO_ORDERLY_END);
        WatchedConnection connection = open();
        PeerConnection far = accept();
        connection.listener().awaitOpened(patience());
        byte[] sent = Payload.of(1_000_003, 11);
        Future<?> sending = inBackground(() -> {
            send(far, sent);
            far.end();
            return null;
        });
        assertStays(() -> !connection.listener().isEnded());

        connection.resume();

        StreamEnd end = connection.listener().awaitEnded(patience());
        sending.get(patience().toMillis(), MILLISECONDS);
        assertThat(end.code()).isEqualTo(StreamCode.END_OF_STREAM);
        assertThat(Payload.hash(connection.listener().received())).isEqualTo(Payload.hash(sent));
    }

    @Test
    void closeDuringAReadEndsTheConnectionOnce() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        inBackground(() -> {
            byte[] noise = new byte[1_000];
            while (!connection.listener().isEnded()) {
                send(far, noise);
            }
            return null;
        });
        connection.listener().awaitReceived(5_000, patience());

        close(connection);

        assertThat(connection.listener().isEnded()).isTrue();
        StreamEnd end = connection.listener().awaitEnded(patience());
        assertThat(end.code()).isEqualTo(StreamCode.END_OF_STREAM);
        assertThat(end.message()).startsWith(StreamEnd.closed().message());
    }

    @Test
    void closeCompletesOnlyAfterEndedReturned() throws Exception {
        WatchedConnection connection = openAndResume();
        Future<Boolean> ended = connection
                .close()
                .thenApply(done -> connection.listener().isEnded())
                .toCompletableFuture();

        assertThat(ended.get(patience().toMillis(), MILLISECONDS)).isTrue();
    }

    @Test
    void aSecondCloseIsTheFirst() throws Exception {
        WatchedConnection connection = openAndResume();
        CompletionStage<Void> first = connection.close();
        CompletionStage<Void> second = connection.close();

        first.toCompletableFuture().get(patience().toMillis(), MILLISECONDS);
        second.toCompletableFuture().get(patience().toMillis(), MILLISECONDS);
        close(connection);
        connection.pause();
        connection.resume();
    }

    @Test
    void closeGivesUpAnOpeningThatJustBegan() throws Exception {
        WatchedConnection connection = open();

        close(connection);

        connection.listener().awaitEnded(patience());
    }

    @Test
    void closeGivesUpAnOpeningThatNeverEnds() throws Exception {
        Optional<Target> target = peer.neverOpens();
        assumeTrue(target.isPresent(), "this peer has nothing that never opens");
        WatchedConnection connection = open(target.orElseThrow());
        assertStays(() -> !connection.listener().isOpened());

        close(connection);

        connection.listener().awaitEnded(patience());
        assertThat(connection.listener().isOpened()).isFalse();
    }

    @Test
    void openingWhatIsNotThereSaysWhereAndWhatToDo() throws Exception {
        Target nowhere = peer.nowhere();
        WatchedConnection connection = open(nowhere);

        StreamEnd end = connection.listener().awaitEnded(patience());

        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message()).contains(nowhere.address());
        assertThat(end.remedy()).isNotBlank();
        assertThat(connection.listener().isOpened()).isFalse();
    }

    // Writes

    @Test
    void aWriteAfterCloseFailsAndNothingOfItIsInDoubt() throws Exception {
        WatchedConnection connection = openAndResume();
        close(connection);

        assertNotOffered(connection.write(ByteBuffer.wrap(new byte[] {1})));
    }

    @Test
    void aWriteAfterTheEndFailsAndNothingOfItIsInDoubt() throws Exception {
        assumePeer(PeerLimit.NO_ORDERLY_END);
        WatchedConnection connection = openAndResume();
        accept().end();
        connection.listener().awaitEnded(patience());

        assertNotOffered(connection.write(ByteBuffer.wrap(new byte[] {1})));
    }

    // Operations

    @Test
    void anUnknownOperationIsRefusedByItsName() throws Exception {
        WatchedConnection connection = openAndResume();

        assertThatThrownBy(() -> connection
                        .control("levitate", Map.of("op", "levitate"))
                        .toCompletableFuture()
                        .get(patience().toMillis(), MILLISECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.code()).isEqualTo(StreamCode.REFUSED))
                .hasMessageContaining("levitate");
    }

    // What the tests are made of

    private WatchedConnection open() {
        return open(peer.target());
    }

    private WatchedConnection open(Target target) {
        WatchedConnection connection = WatchedConnection.open(provider, target, new RecordingListener());
        opened.add(connection);
        return connection;
    }

    private WatchedConnection openAndResume() {
        WatchedConnection connection = open();
        connection.listener().awaitOpened(patience());
        connection.resume();
        return connection;
    }

    private PeerConnection accept() throws IOException {
        return peer.accept(patience());
    }

    private void close(StreamConnection connection) throws Exception {
        connection.close().toCompletableFuture().get(patience().toMillis(), MILLISECONDS);
    }

    private void assumePeer(PeerLimit cannot) {
        assumeFalse(peer.limits().contains(cannot), () -> "this peer has the limit " + cannot);
    }

    private <T> Future<T> inBackground(Callable<T> work) {
        return background.submit(work);
    }

    private byte[] receive(PeerConnection far, int bytes) throws Exception {
        return inBackground(() -> far.input().readNBytes(bytes)).get(patience().toMillis(), MILLISECONDS);
    }

    private static void send(PeerConnection far, byte[] bytes) throws IOException {
        far.output().write(bytes);
        far.output().flush();
    }

    private void assertStays(Callable<Boolean> condition) {
        Awaitility.await("stays so")
                .during(quiet())
                .atMost(quiet().plus(patience()))
                .until(condition);
    }

    private void assertNotOffered(CompletionStage<Integer> write) {
        assertThatThrownBy(() -> write.toCompletableFuture().get(patience().toMillis(), MILLISECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(WriteFailure.class, failure -> {
                    assertThat(failure.taken()).isZero();
                    assertThat(failure.doubtful()).isFalse();
                });
    }
}
