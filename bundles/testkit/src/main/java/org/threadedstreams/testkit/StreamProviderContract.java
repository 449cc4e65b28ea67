package org.threadedstreams.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.WriteFailure;

/**
 * What every {@link StreamProvider} does, whatever it opens. A transport's test extends it, gives it the provider and a
 * {@link Peer}, and adds what is the transport's own.
 */
public abstract class StreamProviderContract extends ConnectionFixture {

    /** More than this must not come after a pause. */
    private static final int ON_ITS_WAY_BYTES = 4 << 20;

    /** How much goes each way where much is to go. */
    protected int bulkBytes() {
        return 8 << 20;
    }

    /** How many connections are open at once where many are to be. */
    protected int manyConnections() {
        return 50;
    }

    /** How many seeded schedules of reads, writes, ends and closes are raced. */
    protected int races() {
        return 200;
    }

    // Coming up

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

    @Test
    void aResumeThatComesWhileStillOpeningCounts() throws Exception {
        WatchedConnection connection = open();
        connection.resume();
        PeerConnection far = accept();
        connection.listener().awaitOpened(patience());

        send(far, "ready\n".getBytes(UTF_8));

        assertThat(connection.listener().awaitReceived(6, patience()))
                .asString(UTF_8)
                .isEqualTo("ready\n");
    }

    @Test
    void openedMayResumeAndWrite() throws Exception {
        CompletableFuture<WatchedConnection> opening = new CompletableFuture<>();
        CompletableFuture<Integer> written = new CompletableFuture<>();
        RecordingListener listener = new RecordingListener()
                .afterOpened(() -> opening.thenAccept(connection -> {
                    connection.resume();
                    connection.write(ByteBuffer.wrap("hello\n".getBytes(UTF_8))).thenAccept(written::complete);
                }));
        opening.complete(open(peer().target(), listener));
        PeerConnection far = accept();

        assertThat(receive(far, get(written))).asString(UTF_8).isEqualTo("hello\n");
        send(far, "ready\n".getBytes(UTF_8));
        assertThat(listener.awaitReceived(6, patience())).asString(UTF_8).isEqualTo("ready\n");
    }

    @Test
    void openingWhatIsNotThereSaysWhereAndWhatToDo() throws Exception {
        Target nowhere = peer().nowhere();
        WatchedConnection connection = open(nowhere);

        StreamEnd end = connection.listener().awaitEnded(patience());

        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message()).contains(nowhere.address());
        assertThat(end.remedy()).isNotBlank();
        assertThat(connection.listener().isOpened()).isFalse();
        assertFailsUnoffered(connection.write(ByteBuffer.wrap(new byte[] {1})));
    }

    @Test
    void aWatchOfWhatIsThereAlreadyIsSilentAndCanBeEndedTwice() {
        Semaphore came = new Semaphore(0);
        StreamProvider.Watch watch = watch(peer().target(), came::release);

        assertStays(() -> came.availablePermits() == 0);

        watch.end();
        watch.end();
    }

    @Test
    void manyConnectionsAtOnceKeepApart() throws Exception {
        assumePeer(PeerLimit.ONE_CONNECTION);
        List<WatchedConnection> connections = new ArrayList<>();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < manyConnections(); i++) {
            connections.add(open());
            PeerConnection far = accept();
            answers.add(inBackground(() -> {
                send(far, Payload.of(100_000, far.input().read()));
                return true;
            }));
        }
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).listener().awaitOpened(patience());
            connections.get(i).resume();
            connections.get(i).writeAll(new byte[] {(byte) i}, patience());
        }

        for (int i = 0; i < connections.size(); i++) {
            byte[] received = connections.get(i).listener().awaitReceived(100_000, patience());
            assertThat(Payload.hash(received)).as("connection " + i).isEqualTo(Payload.hash(Payload.of(100_000, i)));
        }
        for (CompletableFuture<?> answer : answers) {
            get(answer);
        }
    }

    // Reading and writing

    @Test
    void whatIsWrittenArrivesAndWhatComesBackIsReceived() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();

        connection.writeAll("*IDN?\n".getBytes(UTF_8), patience());
        assertThat(receive(far, 6)).asString(UTF_8).isEqualTo("*IDN?\n");
        byte[] answer = "Grüße, Gerät 1\n".getBytes(UTF_8);
        send(far, answer);

        assertThat(connection.listener().awaitReceived(answer.length, patience()))
                .isEqualTo(answer);
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
    void piecesOfAnySizeAndKindArriveWhole() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        for (int size : new int[] {1, 2, 3, 255, 1_024, 4_095, 8_193, 16_383, StreamConnection.MAX_PIECE_BYTES}) {
            byte[] bytes = Payload.of(size, size);
            for (ByteBuffer piece : List.of(
                    ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
                    ByteBuffer.allocate(size + 2)
                            .position(1)
                            .put(bytes)
                            .flip()
                            .position(1)
                            .slice(),
                    ByteBuffer.allocateDirect(size).put(bytes).flip().asReadOnlyBuffer())) {
                CompletableFuture<byte[]> arrived =
                        inBackground(() -> far.input().readNBytes(size));
                connection.writeAll(piece, patience());
                assertThat(get(arrived)).as("a piece of " + size).isEqualTo(bytes);
            }
        }
    }

    @Test
    void muchGoesBothWaysAtOnce() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        byte[] there = Payload.of(bulkBytes(), 21);
        byte[] back = Payload.of(bulkBytes() + 1, 22);
        CompletableFuture<?> sending = sendInBackground(far, back);
        CompletableFuture<byte[]> arriving = inBackground(() -> far.input().readNBytes(there.length));

        connection.writeAll(there, patience());

        get(sending);
        assertThat(Payload.hash(get(arriving))).isEqualTo(Payload.hash(there));
        assertThat(Payload.hash(connection.listener().awaitReceived(back.length, patience())))
                .isEqualTo(Payload.hash(back));
    }

    // Flow control

    @Test
    void aReaderThatPausesAfterEveryChunkLosesNothing() throws Exception {
        Semaphore chunks = new Semaphore(0);
        CompletableFuture<WatchedConnection> opening = new CompletableFuture<>();
        RecordingListener listener = new RecordingListener().afterReceived(() -> {
            opening.join().pause();
            chunks.release();
        });
        WatchedConnection connection = open(peer().target(), listener);
        opening.complete(connection);
        PeerConnection far = accept();
        listener.awaitOpened(patience());
        byte[] sent = Payload.of(bulkBytes(), 31);
        CompletableFuture<?> sending = sendInBackground(far, sent);

        connection.resume();
        while (listener.receivedBytes() < sent.length) {
            assertThat(chunks.tryAcquire(patience().toMillis(), TimeUnit.MILLISECONDS))
                    .as("another chunk; %s", listener)
                    .isTrue();
            connection.resume();
        }

        get(sending);
        assertThat(Payload.hash(listener.received())).isEqualTo(Payload.hash(sent));
    }

    @Test
    void aResumeFromInsideReceivedCountsAfterAPauseFromAnotherThread() throws Exception {
        CompletableFuture<WatchedConnection> opening = new CompletableFuture<>();
        RecordingListener listener = new RecordingListener().afterReceived(() -> {
            CompletableFuture.runAsync(() -> opening.join().pause()).join();
            opening.join().resume();
        });
        WatchedConnection connection = open(peer().target(), listener);
        opening.complete(connection);
        PeerConnection far = accept();
        listener.awaitOpened(patience());
        connection.resume();
        for (int i = 1; i <= 20; i++) {
            send(far, new byte[] {(byte) i});
            listener.awaitReceived(i, patience());
        }
    }

    @Test
    void aPausedConnectionHoldsThePeerBack() throws Exception {
        WatchedConnection connection = openAndResume();
        RecordingListener listener = connection.listener();
        PeerConnection far = accept();
        AtomicLong sentBytes = new AtomicLong();
        byte[] part = new byte[8_192];
        inBackground(() -> {
            while (!listener.isEnded()) {
                send(far, part);
                sentBytes.addAndGet(part.length);
            }
            return true;
        });
        listener.awaitReceived(part.length, patience());

        connection.pause();
        long before = listener.receivedBytes();

        awaitStanding(sentBytes::get);
        awaitStanding(listener::receivedBytes);
        assertThat(listener.receivedBytes() - before).isLessThanOrEqualTo(ON_ITS_WAY_BYTES);
        long standing = listener.receivedBytes();
        connection.resume();
        listener.awaitReceived(standing + 1, patience());
    }

    @Test
    void aWriteToAPeerThatDoesNotReadStaysOutstandingUntilCloseFailsIt() throws Exception {
        WatchedConnection connection = openAndResume();
        accept();
        CompletionStage<Integer> stuck = writeUntilStuck(connection);
        assertStays(() -> !stuck.toCompletableFuture().isDone());

        close(connection);

        WriteFailure failure = assertFails(stuck);
        assertThat(failure.doubtful()).as("doubtful").isTrue();
        assertThat(failure.taken()).isBetween(0, StreamConnection.MAX_PIECE_BYTES - 1);
        assertClosed(connection);
    }

    // Ends from the far side

    @Test
    void theEndOfTheStreamHandsOverEverythingFirst() throws Exception {
        assumePeer(PeerLimit.NO_ORDERLY_END);
        WatchedConnection connection = open();
        PeerConnection far = accept();
        connection.listener().awaitOpened(patience());
        byte[] sent = Payload.of(1_000_003, 11);
        CompletableFuture<?> sending = inBackground(() -> {
            send(far, sent);
            far.end();
            return true;
        });
        assertStays(() -> !connection.listener().isEnded());

        connection.resume();

        StreamEnd end = connection.listener().awaitEnded(patience());
        get(sending);
        assertThat(end.code()).isEqualTo(StreamCode.END_OF_STREAM);
        assertThat(end.message()).contains(peer().target().address());
        assertThat(Payload.hash(connection.listener().received())).isEqualTo(Payload.hash(sent));
        assertFailsUnoffered(connection.write(ByteBuffer.wrap(new byte[] {1})));
    }

    @Test
    void aPeerThatBreaksOffIsNoOrderlyEnd() throws Exception {
        assumePeer(PeerLimit.NO_ABRUPT_END);
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        send(far, "about to ".getBytes(UTF_8));
        connection.listener().awaitReceived(9, patience());

        far.breakOff();

        assertBroken(connection);
        assertFailsUnoffered(connection.write(ByteBuffer.wrap(new byte[] {1})));
    }

    @Test
    void aPeerThatBreaksOffDuringAWriteFailsItAndEndsTheConnection() throws Exception {
        assumePeer(PeerLimit.NO_ABRUPT_END);
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        CompletionStage<Integer> stuck = writeUntilStuck(connection);

        far.breakOff();

        WriteFailure failure = assertFails(stuck);
        assertThat(failure.doubtful()).as("doubtful").isTrue();
        assertThat(failure.getMessage()).isNotBlank();
        assertBroken(connection);
    }

    // Close

    @Test
    void closeDuringAReadEndsTheConnectionOnce() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        inBackground(() -> {
            while (!connection.listener().isEnded()) {
                send(far, new byte[1_000]);
            }
            return true;
        });
        connection.listener().awaitReceived(5_000, patience());

        close(connection);

        assertClosed(connection);
    }

    @Test
    void closeWhilePausedAndFullEndsTheConnection() throws Exception {
        WatchedConnection connection = open();
        PeerConnection far = accept();
        connection.listener().awaitOpened(patience());
        sendInBackground(far, new byte[bulkBytes()]);
        assertStays(() -> connection.listener().receivedBytes() == 0);

        close(connection);

        assertClosed(connection);
    }

    @Test
    void closeFromInsideReceivedEndsTheConnection() throws Exception {
        CompletableFuture<WatchedConnection> opening = new CompletableFuture<>();
        RecordingListener listener =
                new RecordingListener().afterReceived(() -> opening.join().close());
        WatchedConnection connection = open(peer().target(), listener);
        opening.complete(connection);
        PeerConnection far = accept();
        listener.awaitOpened(patience());
        connection.resume();

        send(far, new byte[] {1});

        listener.awaitEnded(patience());
        assertClosed(connection);
    }

    @Test
    void closeCompletesOnlyAfterEndedReturned() throws Exception {
        WatchedConnection connection = openAndResume();

        boolean endedBefore =
                get(connection.close().thenApply(done -> connection.listener().isEnded()));

        assertThat(endedBefore).isTrue();
    }

    @Test
    void aSecondCloseIsTheFirst() throws Exception {
        WatchedConnection connection = openAndResume();
        CompletionStage<Void> first = connection.close();
        CompletionStage<Void> second = connection.close();

        get(first);
        get(second);
        close(connection);
        connection.pause();
        connection.resume();
        assertClosed(connection);
    }

    @Test
    void closeGivesUpAnOpeningThatJustBegan() throws Exception {
        WatchedConnection connection = open();

        close(connection);

        assertThat(connection.listener().isEnded()).isTrue();
    }

    @Test
    void closeGivesUpAnOpeningThatNeverEnds() throws Exception {
        Optional<Target> never = peer().neverOpens();
        assumeTrue(never.isPresent(), "this peer has nothing that never opens");
        WatchedConnection connection = open(never.orElseThrow());
        assertStays(() ->
                !connection.listener().isOpened() && !connection.listener().isEnded());

        close(connection);

        assertClosed(connection);
        assertThat(connection.listener().isOpened()).isFalse();
    }

    @Test
    void aWriteAfterCloseFailsAndNothingOfItIsInDoubt() throws Exception {
        WatchedConnection connection = openAndResume();
        close(connection);

        assertFailsUnoffered(connection.write(ByteBuffer.wrap(new byte[] {1})));
    }

    @Test
    void thePeerSeesThatTheConnectionWasClosed() throws Exception {
        assumePeer(PeerLimit.SEES_NO_CLOSE);
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        connection.writeAll("bye\n".getBytes(UTF_8), patience());

        close(connection);

        assertThat(get(inBackground(() -> far.input().readAllBytes())))
                .asString(UTF_8)
                .isEqualTo("bye\n");
    }

    // Operations

    @Test
    void anUnknownOperationIsRefusedByItsName() throws Exception {
        WatchedConnection connection = openAndResume();

        assertThatThrownBy(() -> get(connection.control("levitate", Map.of("op", "levitate"))))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.code()).isEqualTo(StreamCode.REFUSED))
                .hasMessageContaining("levitate")
                .hasMessageContaining("knows");
        connection.writeAll(new byte[] {1}, patience());
    }

    // Races

    @Test
    void readsWritesEndsAndClosesMayRace() throws Exception {
        long seed = Long.getLong("threadedstreams.seed", System.nanoTime());
        for (int i = 0; i < races(); i++) {
            try (Peer racing = startPeer()) {
                new Race(this, racing, seed + i).run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("run again with -Dthreadedstreams.seed=" + (seed + i), e);
            }
        }
    }

    private void assertClosed(WatchedConnection connection) {
        assertThat(connection.listener().isEnded()).isTrue();
        StreamEnd end = connection.listener().awaitEnded(patience());
        assertThat(end.code()).isEqualTo(StreamEnd.closed().code());
        assertThat(end.message()).startsWith(StreamEnd.closed().message());
    }

    private void assertBroken(WatchedConnection connection) {
        StreamEnd end = connection.listener().awaitEnded(patience());
        assertThat(end.code()).isIn(StreamCode.READ_FAILED, StreamCode.WRITE_FAILED);
        assertThat(end.message()).contains(peer().target().address());
    }

    /** Waits until the number stands still. */
    private void awaitStanding(LongSupplier number) {
        AtomicLong last = new AtomicLong(-1);
        Awaitility.await("stands still")
                .pollInterval(quiet().plus(Duration.ofMillis(50)))
                .atMost(patience())
                .until(() -> last.getAndSet(number.getAsLong()) == number.getAsLong());
    }
}
