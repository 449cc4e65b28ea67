package org.threadedstreams.bus.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.WriteFailure;
import org.threadedstreams.api.bus.Addresses.Verb;

/** What a transport can do that breaks its contract, and what its stream makes of it: an end, and the next session. */
@Timeout(60)
class BrokenTransportTest {

    private static final int CHUNK_BYTES = 64 * 1024;

    private final StreamFixture f = new StreamFixture();
    private final LinkedBlockingQueue<FaultyConnection> opened = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        f.close();
    }

    /** Deploys a transport whose first connection is that one; those after it keep the contract. */
    private void deploy(Function<StreamListener, StreamConnection> first) {
        AtomicBoolean later = new AtomicBoolean();
        f.undeploy(1);
        f.deploy(2, FaultyConnection.provider(listener -> {
            StreamConnection connection =
                    later.getAndSet(true) ? new FaultyConnection(listener) : first.apply(listener);
            if (connection instanceof FaultyConnection faulty) {
                opened.add(faulty);
            }
            return connection;
        }));
    }

    private FaultyConnection next() throws InterruptedException {
        FaultyConnection connection = opened.poll(10, TimeUnit.SECONDS);
        assertThat(connection).as("a connection that was asked for").isNotNull();
        return connection;
    }

    /** Configures, and opens the first connection. */
    private FaultyConnection open(String... keysAndValues) throws InterruptedException {
        f.configure(keysAndValues);
        FaultyConnection connection = next();
        connection.listener.opened();
        return connection;
    }

    private void awaitNextSession() throws InterruptedException {
        next().listener.opened();
        f.awaitState("open");
    }

    @Test
    void aTransportThatOpensNothingIsAFailedAttempt() throws InterruptedException {
        deploy(listener -> null);
        f.configure();
        assertThat(f.awaitError(0).getString("code")).isEqualTo("CONNECT_FAILED");
        awaitNextSession();
    }

    @Test
    void aTransportThatThrowsAnErrorIsAFailedAttempt() throws InterruptedException {
        deploy(listener -> {
            throw new AssertionError("planned");
        });
        f.configure();
        assertThat(f.awaitError(0).getString("message")).contains("planned");
        awaitNextSession();
    }

    @Test
    void aTransportThatSpeaksBeforeItHasReturnedIsHeard() throws Exception {
        deploy(listener -> {
            CompletableFuture.runAsync(
                            () -> {
                                listener.opened();
                                listener.received(ByteBuffer.wrap("early".getBytes(UTF_8)));
                            },
                            f.pool)
                    .join();
            return new FaultyConnection(listener);
        });
        f.configure();
        f.awaitState("open");
        await().untilAsserted(() -> assertThat(f.text()).isEqualTo("early"));
    }

    @Test
    void anOpeningOfWhichNothingComesIsGivenUp() throws Exception {
        try (StreamFixture quick = new StreamFixture(Duration.ofMillis(1_500))) {
            quick.configure("connectTimeoutMillis", "50");
            ScriptedProvider.Connection silent = quick.provider.next();
            JsonObject error = quick.awaitError(0);
            assertThat(error.getString("code")).isEqualTo("CONNECT_FAILED");
            assertThat(error.getString("message")).contains("said nothing for");
            assertThat(silent.asked).isTrue();
            quick.provider.next().up();
            quick.awaitState("open");
        }
    }

    @Test
    void openedTwiceIsOneSession() throws InterruptedException {
        deploy(FaultyConnection::new);
        FaultyConnection connection = open("idleTimeoutMillis", "60000");
        connection.receive("one");
        connection.listener.opened();
        connection.receive("two");
        await().untilAsserted(() -> assertThat(f.text()).isEqualTo("onetwo"));
        assertThat(f.stream.status().session()).isEqualTo(1);
        connection.listener.ended(new StreamEnd(StreamCode.READ_FAILED, "reset"));
        assertThat(f.awaitError(0).getJsonObject("unread").getInteger("from")).isZero();
    }

    @Test
    void endedTwiceIsOneEnd() throws InterruptedException {
        deploy(FaultyConnection::new);
        FaultyConnection connection = open();
        connection.listener.ended(new StreamEnd(StreamCode.READ_FAILED, "first"));
        connection.listener.ended(new StreamEnd(StreamCode.END_OF_STREAM, "second"));
        awaitNextSession();
        connection.listener.ended(new StreamEnd(StreamCode.END_OF_STREAM, "third"));
        connection.listener.opened();
        assertThat(f.state()).isEqualTo("open");
        assertThat(f.errors).extracting(e -> e.getString("message")).containsExactly("first");
        assertThat(f.stream.status().session()).isEqualTo(2);
    }

    @Test
    void anEndWithoutAWordIsAnEnd() throws InterruptedException {
        deploy(FaultyConnection::new);
        open().listener.ended(null);
        assertThat(f.awaitError(0).getString("code")).isEqualTo("READ_FAILED");
        awaitNextSession();
    }

    @Test
    void aTransportThatFailsToResumeEndsItsSession() throws InterruptedException {
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public void resume() {
                throw new IllegalStateException("planned");
            }
        });
        FaultyConnection connection = open();
        assertThat(f.awaitError(0).getString("message")).contains("planned");
        assertThat(connection.closed).isTrue();
        awaitNextSession();
    }

    @Test
    void aTransportThatFailsToCloseIsDoneAllTheSame() throws Exception {
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public CompletionStage<Void> close() {
                throw new IllegalStateException("planned");
            }
        });
        open();
        f.stream.reconnect().get(10, TimeUnit.SECONDS);
        awaitNextSession();
    }

    @Test
    void aTransportThatClosesIntoNothingIsDoneAllTheSame() throws Exception {
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public CompletionStage<Void> close() {
                return null;
            }
        });
        open();
        f.stream.reconnect().get(10, TimeUnit.SECONDS);
        awaitNextSession();
    }

    @Test
    void aWriteIntoNothingIsAnsweredAndEndsTheSession() throws Exception {
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public CompletionStage<Integer> write(ByteBuffer piece) {
                return null;
            }
        });
        open();
        StreamException failure = StreamFixture.failure(f.request(Verb.WRITE, "hello"));
        assertThat(failure.code()).isEqualTo(StreamCode.WRITE_FAILED);
        assertThat(failure.unsent().doubt()).isEqualTo(5);
        awaitNextSession();
    }

    @Test
    void aTransportThatTakesMoreThanItWasGivenEndsItsSessionAndIsNamed() throws Exception {
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public CompletionStage<Integer> write(ByteBuffer piece) {
                return CompletableFuture.completedFuture(piece.remaining() + 1);
            }
        });
        open();
        StreamException failure = StreamFixture.failure(f.request(Verb.WRITE, "hello"));
        assertThat(failure).hasMessageContaining("transport scripted").hasMessageContaining("took 6 of 5");
        assertThat(failure.unsent().count()).isEqualTo(5);
        awaitNextSession();
    }

    @Test
    void aPieceThatWasNotOfferedLeavesThePeersOwnWordsAsTheCause() throws Exception {
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public CompletionStage<Integer> write(ByteBuffer piece) {
                return CompletableFuture.failedFuture(WriteFailure.notOffered("not connected"));
            }

            @Override
            public CompletionStage<Void> close() {
                listener.ended(new StreamEnd(StreamCode.END_OF_STREAM, "the peer closed the connection"));
                return new CompletableFuture<>();
            }
        });
        open();
        StreamException failure = StreamFixture.failure(f.request(Verb.WRITE, "hello"));
        assertThat(failure.code()).isEqualTo(StreamCode.END_OF_STREAM);
        assertThat(failure).hasMessageContaining("the peer closed the connection");
        assertThat(failure.unsent().doubt()).isZero();
    }

    @Test
    void anOpThatThrowsOrReturnsNothingIsRefused() throws Exception {
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public CompletionStage<Void> control(String op, Map<String, Object> args) {
                if (op.equals("throw")) {
                    throw new IllegalStateException("planned");
                }
                return null;
            }
        });
        open();
        for (String op : new String[] {"throw", "nothing"}) {
            StreamException refused = StreamFixture.failure(f.request(Verb.CONTROL, new JsonObject().put("op", op)));
            assertThat(refused.code()).isEqualTo(StreamCode.REFUSED);
            assertThat(refused).hasMessageContaining("op " + op + " failed");
        }
    }

    @Test
    void anOpThatNeverEndsIsAnsweredAndTheTransportsOwnStageLeftAlone() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public CompletionStage<Void> control(String op, Map<String, Object> args) {
                return never;
            }
        });
        open();
        StreamException refused = StreamFixture.failure(f.request(Verb.CONTROL, new JsonObject().put("op", "slow")));
        assertThat(refused).hasMessageContaining("not done within 10 s");
        assertThat(never).isNotDone();
    }

    @Test
    void aTransportThatSaysItIsGoneAgainAndAgainIsNotAskedWithoutAPause() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        f.undeploy(1);
        f.deploy(2, FaultyConnection.provider(listener -> {
            asked.incrementAndGet();
            listener.ended(new StreamEnd(StreamCode.TRANSPORT_GONE, "stopping"));
            return new FaultyConnection(listener);
        }));
        f.configure("reconnectMinMillis", "300", "reconnectMaxMillis", "300");
        f.awaitError(1);
        assertThat(asked.get()).isLessThan(5);
    }

    @Test
    void withReconnectFalseAHungSessionIsNotReopenedWhenItLetsGo() throws InterruptedException {
        f.provider.releasesOnClose = false;
        ScriptedProvider.Connection connection = f.open("reconnect", "false", "idleTimeoutMillis", "50");
        f.awaitState("backoff");
        connection.release();
        f.awaitState("closed");
        assertThat(f.stream.status().reason()).contains("reconnect = false");
        assertThat(f.provider.nothingAsked()).isTrue();
    }

    @Test
    void sessionsMayHangOneAfterTheOther() throws Exception {
        f.provider.releasesOnClose = false;
        ScriptedProvider.Connection first = f.open();
        f.stream.reconnect();
        f.awaitState("backoff");
        first.release();
        ScriptedProvider.Connection second = f.provider.next().up();
        f.awaitState("open");
        f.stream.reconnect();
        f.awaitState("backoff");
        f.stream.close();
        assertThat(f.stream.status().reason()).startsWith("native call hangs since");
        second.release();
        f.awaitState("closed");
        assertThat(f.provider.nothingAsked()).isTrue();
    }

    @Test
    void whatIsAskedWhileASessionEndsByItselfIsDoneAtOnceWhenItHasEnded() throws Exception {
        ScriptedProvider.Connection connection = f.open("reconnectMinMillis", "30000", "reconnectMaxMillis", "30000");
        Future<Message<JsonObject>> write = f.request(Verb.WRITE, "x");
        ScriptedProvider.Piece piece = connection.piece();
        connection.listener.ended(new StreamEnd(StreamCode.READ_FAILED, "reset"));
        f.stream.close().get(10, TimeUnit.SECONDS);
        piece.failed(0);
        StreamFixture.failure(write);
        assertThat(f.state()).isEqualTo("closed");
        assertThat(f.states).extracting(s -> s.getString("state")).doesNotContain("backoff");
    }

    @Test
    void aBackedUpStreamHasItsTransportPauseAndGoOn() throws Exception {
        AtomicBoolean paused = new AtomicBoolean();
        AtomicInteger pauses = new AtomicInteger();
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public void pause() {
                paused.set(true);
                pauses.incrementAndGet();
            }

            @Override
            public void resume() {
                paused.set(false);
            }
        });
        FaultyConnection connection = open("lines", "false");
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        f.pool.execute(() -> f.stream.withJournal(journal -> {
            busy.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "done";
        }));
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        byte[] chunk = new byte[64 * 1024];
        int sent = 0;
        while (!paused.get() && sent < 32 * 1024 * 1024) {
            connection.listener.received(ByteBuffer.wrap(chunk.clone()));
            sent += chunk.length;
        }
        assertThat(paused).isTrue();
        assertThat((long) sent).isLessThanOrEqualTo(Backlog.MOST_BYTES + chunk.length);
        go.countDown();
        await().untilAsserted(() -> assertThat(paused).isFalse());
        long all = sent;
        await().untilAsserted(() -> assertThat(f.stream.status().end()).isEqualTo(all));
        assertThat(pauses).hasValue(1);
    }

    @Test
    void aStreamThatIsFasterThanItsConsumersHasItsTransportPauseAndGoOn() throws Exception {
        AtomicBoolean paused = new AtomicBoolean();
        FaultyConnection connection = openPausable(paused, "lines", "false");
        CountDownLatch go = new CountDownLatch(1);

        int sent = sendUntilPaused(connection, paused, go);

        assertThat((long) sent).isLessThanOrEqualTo(Backlog.MOST_BYTES + 2L * CHUNK_BYTES);
        go.countDown();
        await().untilAsserted(() -> assertThat(paused).isFalse());
    }

    @Test
    void aPeerThatIsHeldBackIsNotIdle() throws Exception {
        AtomicBoolean paused = new AtomicBoolean();
        FaultyConnection connection = openPausable(paused, "lines", "false", "idleTimeoutMillis", "400");
        CountDownLatch go = new CountDownLatch(1);
        sendUntilPaused(connection, paused, go);

        await().during(Duration.ofMillis(1_200))
                .atMost(Duration.ofSeconds(10))
                .until(() -> f.state().equals("open"));

        go.countDown();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> f.errors.stream()
                        .anyMatch(error -> error.getString("code").equals("IDLE_TIMEOUT")));
        assertThat(paused).isFalse();
    }

    private FaultyConnection openPausable(AtomicBoolean paused, String... keysAndValues) throws Exception {
        deploy(listener -> new FaultyConnection(listener) {
            @Override
            public void pause() {
                paused.set(true);
            }

            @Override
            public void resume() {
                paused.set(false);
            }
        });
        return open(keysAndValues);
    }

    /** Sends to consumers that take nothing until they may go on; returns how many bytes it took. */
    private int sendUntilPaused(FaultyConnection connection, AtomicBoolean paused, CountDownLatch go) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        f.vertx.eventBus().consumer(Verb.READ.of("console"), message -> {
            busy.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        byte[] chunk = new byte[CHUNK_BYTES];
        int sent = 0;
        while (!paused.get() && sent < 32 * 1024 * 1024) {
            connection.listener.received(ByteBuffer.wrap(chunk.clone()));
            sent += chunk.length;
        }
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(paused).isTrue();
        return sent;
    }

    @Test
    void whileASessionEndsNothingIsAcceptedAndNothingIsHandedOver() throws Exception {
        ScriptedProvider.Connection connection = f.open();
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "a".repeat(20_000));
        ScriptedProvider.Piece piece = connection.piece();
        connection.listener.ended(new StreamEnd(StreamCode.READ_FAILED, "reset"));
        StreamException refused = StreamFixture.failure(f.request(Verb.WRITE, "late"));
        assertThat(refused.code()).isEqualTo(StreamCode.NOT_OPEN);
        assertThat(refused).hasMessageContaining("ending");
        piece.taken();
        StreamException failure = StreamFixture.failure(first);
        assertThat(failure.unsent().count()).isEqualTo(20_000 - 16_384);
        assertThat(failure.unsent().doubt()).isZero();
        assertThat(connection.pieces).isEmpty();
    }

    @Test
    void aPieceThatIsConfirmedAfterItsSessionWasGivenUpIsNotCountedInTheNext() throws Exception {
        ScriptedProvider.Connection connection = f.open();
        Future<Message<JsonObject>> first = f.request(Verb.WRITE, "first");
        ScriptedProvider.Piece late = connection.piece();
        connection.listener.ended(new StreamEnd(StreamCode.READ_FAILED, "reset"));
        assertThat(StreamFixture.failure(first).unsent().doubt()).isEqualTo(5);
        ScriptedProvider.Connection next = f.provider.next().up();
        f.awaitState("open");
        Future<Message<JsonObject>> second = f.request(Verb.WRITE, "second");
        ScriptedProvider.Piece piece = next.piece();
        late.taken();
        assertThat(f.stream.status().queuedBytes()).isEqualTo(6);
        piece.taken();
        assertThat(StreamFixture.reply(second).getInteger("offset")).isZero();
        assertThat(f.stream.status().writtenBytes()).isEqualTo(6);
    }
}
