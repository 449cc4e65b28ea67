package org.threadedstreams.api.blocking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.WriteFailure;
import org.threadedstreams.api.blocking.ScriptedPort.Call;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockingTransportTest {

    private final ScriptedPort port = new ScriptedPort();
    private final NotingListener listener = new NotingListener();

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @AfterEach
    void nothingWasDoneOutOfOrder() {
        assertThat(port.breaches).isEmpty();
        assertThat(listener.breaches).isEmpty();
    }

    // Coming up, reading, writing

    @Test
    void eachCallComesOnTheThreadOfItsRole() throws Exception {
        StreamConnection connection = open();
        connection.resume();
        assertThat(taken(connection.write(bytes("x")))).isEqualTo(1);
        connection.control("known", Map.of()).toCompletableFuture().get(5_000, MILLISECONDS);
        await().until(() -> port.count(Call.READ) > 0);
        close(connection);

        assertThat(port.threads)
                .containsEntry(Call.OPEN, "stream-scripted-read")
                .containsEntry(Call.READ, "stream-scripted-read")
                .containsEntry(Call.CLOSE, "stream-scripted-read")
                .containsEntry(Call.WRITE, "stream-scripted-write")
                .containsEntry(Call.CONTROL, "stream-scripted-control")
                .containsEntry(Call.INTERRUPT, "stream-scripted-close");
        assertThat(threadsLeft()).isEmpty();
    }

    @Test
    void nothingIsReadBeforeTheFirstResume() throws Exception {
        StreamConnection connection = open();
        port.gives(bytes("early").array());

        await().during(Duration.ofMillis(100)).until(() -> port.count(Call.READ) == 0);
        close(connection);

        assertThat(listener.received()).isEmpty();
    }

    @Test
    void pauseHoldsReadingUntilResume() throws Exception {
        StreamConnection connection = open();
        connection.resume();
        port.gives((byte) 'a');
        await().until(() -> listener.received().length == 1);

        connection.pause();
        port.gives((byte) 'b'); // may be taken by the read that is waiting
        await().until(() -> !port.isUnderWay(Call.READ));
        port.gives((byte) 'c');
        await().during(Duration.ofMillis(100)).until(() -> !port.isUnderWay(Call.READ));
        assertThat(listener.received()).isEqualTo(bytes("ab").array());

        connection.resume();
        await().until(() -> listener.received().length == 3);
        close(connection);
    }

    @Test
    void eachReceivedBufferIsTheListenersOwnAndNoLongerThanItsBytes() throws Exception {
        StreamConnection connection = open();
        connection.resume();
        port.gives(bytes("one").array()).gives(bytes("two").array()).gives((byte) '3');
        await().until(() -> listener.received().length == 7);
        close(connection);

        assertThat(listener.buffers())
                .hasSize(3)
                .allSatisfy(buffer -> assertThat(buffer.array()).hasSize(buffer.remaining()));
        assertThat(listener.buffers().get(0).array()).isEqualTo(bytes("one").array());
    }

    @Test
    void aLossStandsBeforeWhatWasReadAfterIt() throws Exception {
        StreamConnection connection = open();
        connection.resume();
        port.gives(bytes("before").array())
                .loses(3, bytes("after").array())
                .gives(bytes("later").array());
        await().until(() -> listener.received().length == 16);
        close(connection);

        assertThat(listener.losses).containsExactly("3 after 6: scripted");
    }

    @Test
    void whatIsLostLastIsToldBeforeTheEnd() throws Exception {
        StreamConnection connection = open();
        port.losesUnseen(7);
        close(connection);

        assertThat(listener.losses).containsExactly("7 after 0: scripted");
    }

    @Test
    void aPortThatFailsToTellWhatItLostKeepsWhatItRead() throws Exception {
        StreamConnection connection = BlockingTransport.open(
                "scripted",
                new ForwardingPort(port) {
                    @Override
                    public void tellLosses(Losses losses) {
                        throw new IllegalStateException("cannot count");
                    }
                },
                listener);
        port.gives(bytes("kept").array());
        connection.resume();
        await().until(listener::isEnded);
        close(connection);

        assertThat(listener.received()).isEqualTo(bytes("kept").array());
        assertThat(listener.end().code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(listener.end().message()).contains("cannot count");
    }

    @Test
    void aPortThatDidNotOpenIsNotAskedWhatItLost() throws Exception {
        StreamConnection connection = BlockingTransport.open(
                "scripted",
                new ForwardingPort(port) {
                    @Override
                    public void open() throws IOException {
                        super.open();
                        throw new IOException("the system does not let us");
                    }
                },
                listener);
        await().until(listener::isEnded);
        close(connection);

        assertThat(port.count(Call.TELL)).isZero();
    }

    @Test
    void aWriteCompletesWithTheCountThatThePortTook() throws Exception {
        port.writes((from, offset, length) -> Math.min(3, length));
        StreamConnection connection = open();

        assertThat(taken(connection.write(bytes("abcde")))).isEqualTo(3);
        assertThat(taken(connection.write(bytes("de")))).isEqualTo(2);
        close(connection);
    }

    @Test
    void theNextWriteMayComeFromTheCompletionOfTheLast() throws Exception {
        StreamConnection connection = open();
        CompletableFuture<Integer> second = connection
                .write(bytes("one"))
                .thenCompose(count -> connection.write(bytes("second")))
                .toCompletableFuture();

        assertThat(taken(second)).isEqualTo(6);
        close(connection);
    }

    @Test
    void aSecondWriteWhileOneIsOutstandingIsAMistake() throws Exception {
        port.writes((from, offset, length) -> 0);
        StreamConnection connection = open();
        connection.write(bytes("one"));

        assertThatThrownBy(() -> connection.write(bytes("two"))).isInstanceOf(IllegalStateException.class);
        close(connection);
    }

    @Test
    void aPortThatTakesNothingIsAskedAgainButNotAllTheTime() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        port.writes((from, offset, length) -> full.get() ? 0 : length);
        StreamConnection connection = open();
        CompletionStage<Integer> write = connection.write(bytes("wait"));

        await().pollDelay(Duration.ofMillis(400)).until(() -> true);
        assertThat(port.count(Call.WRITE)).isBetween(5, 60);
        full.set(false);

        assertThat(taken(write)).isEqualTo(4);
        close(connection);
    }

    // Ends

    @Test
    void aFailedOpeningSaysWhyAndWhatToDo() throws Exception {
        BlockingPort refusing = new ForwardingPort(port) {
            @Override
            public void open() throws IOException {
                super.open();
                throw new PortException("/dev/tty9: Permission denied", "join the group dialout");
            }
        };
        StreamConnection connection = BlockingTransport.open("scripted", refusing, listener);
        listener.ended.await();

        assertThat(listener.end())
                .isEqualTo(new StreamEnd(
                        StreamCode.CONNECT_FAILED, "/dev/tty9: Permission denied", "join the group dialout"));
        assertThat(listener.opened.getCount()).isOne();
        assertThat(port.count(Call.CLOSE)).isOne();
        close(connection);
    }

    @Test
    void anErrorWhileOpeningEndsLikeAnyFailure() throws Exception {
        BlockingPort unlinked = new ForwardingPort(port) {
            @Override
            public void open() throws IOException {
                super.open();
                throw new UnsatisfiedLinkError("no natives here");
            }
        };
        close(BlockingTransport.open("scripted", unlinked, listener));

        assertThat(List.of("no natives here", "closed"))
                .anySatisfy(words -> assertThat(listener.end().message()).contains(words));
    }

    @Test
    void theEndOfTheStreamSaysWhatClosingSaid() throws Exception {
        port.lastWords("exit status 3").gives((byte) 'x').ends();
        StreamConnection connection = open();
        connection.resume();
        listener.ended.await();

        assertThat(listener.received()).isEqualTo(bytes("x").array());
        assertThat(listener.end()).isEqualTo(new StreamEnd(StreamCode.END_OF_STREAM, "end of stream: exit status 3"));
        close(connection);
    }

    @Test
    void aFailedReadEndsTheConnectionAndItsOutstandingWrite() throws Exception {
        port.writes((from, offset, length) -> 0);
        StreamConnection connection = open();
        CompletionStage<Integer> write = connection.write(bytes("never"));
        connection.resume();
        port.gives((byte) 'x').failsToRead(new IOException("Input/output error"));
        listener.ended.await();

        assertThat(listener.end()).isEqualTo(new StreamEnd(StreamCode.READ_FAILED, "Input/output error"));
        WriteFailure failure = failure(write);
        assertThat(failure.taken()).isZero();
        assertThat(failure.doubtful()).as("the port said that it took nothing").isFalse();
        close(connection);
    }

    @Test
    void aFailedWriteKeepsTheLastBytesThatCame() throws Exception {
        StreamConnection connection = open();
        port.writes((from, offset, length) -> {
            port.gives(bytes("last ").array()).gives(bytes("words").array());
            throw new IOException("Broken pipe");
        });
        connection.resume();
        connection.pause();
        WriteFailure failure = failure(connection.write(bytes("lost")));
        listener.ended.await();

        assertThat(failure.doubtful()).isTrue();
        assertThat(failure).hasMessage("Broken pipe");
        assertThat(listener.end().code()).isEqualTo(StreamCode.WRITE_FAILED);
        await().until(() -> port.count(Call.CLOSE) == 1);
        close(connection);
    }

    @Test
    void closeReadsWhatIsThereAlready() throws Exception {
        StreamConnection connection = open();
        connection.resume();
        port.gives((byte) '0');
        await().until(() -> listener.received().length == 1);
        connection.pause();
        await().until(() -> !port.isUnderWay(Call.READ));
        port.gives(bytes("1").array()).gives(bytes("2").array());

        close(connection);

        assertThat(listener.received()).isEqualTo(bytes("012").array());
        assertThat(listener.end()).isEqualTo(StreamEnd.closed());
    }

    @Test
    void aPeerThatNeverStopsTalkingCannotHoldUpTheEnd() throws Exception {
        BlockingPort endless = new ForwardingPort(port) {
            @Override
            public int read(byte[] into) {
                LockSupport.parkNanos(100_000);
                return into.length;
            }
        };
        StreamConnection connection = BlockingTransport.open("scripted", endless, listener);
        connection.resume();
        await().until(() -> listener.received().length > 0);

        close(connection);
    }

    @Test
    void afterTheEndWritesAndOperationsFailWithNothingInDoubt() throws Exception {
        StreamConnection connection = open();
        close(connection);
        close(connection);
        connection.pause();
        connection.resume();

        WriteFailure failure = failure(connection.write(bytes("late")));
        assertThat(failure.doubtful()).isFalse();
        assertThat(refusal(connection.control("known", Map.of())).code()).isEqualTo(StreamCode.NOT_OPEN);
    }

    @Test
    void aListenerThatFailsStillHasItsPortClosed() throws Exception {
        listener.onReceived = () -> {
            throw new IllegalStateException("the listener's mistake");
        };
        StreamConnection connection = open();
        connection.resume();
        port.gives((byte) 'x');
        listener.ended.await();

        assertThat(listener.end().code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(listener.end().message()).contains("the listener's mistake");
        assertThat(port.count(Call.CLOSE)).isOne();
        close(connection);
    }

    @Test
    void closeMayComeFromTheListener() throws Exception {
        StreamConnection connection = open();
        listener.onReceived = connection::close;
        connection.resume();
        port.gives((byte) 'x');
        listener.ended.await();

        close(connection);
    }

    // Operations

    @Test
    void operationsAreDoneInOrder() throws Exception {
        StreamConnection connection = open();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        List<String> ops = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ops.add("op" + i);
            all.add(connection.control("op" + i, Map.of()).toCompletableFuture());
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(5_000, MILLISECONDS);

        assertThat(port.operations).isEqualTo(ops);
        close(connection);
    }

    @Test
    void whatAnOperationCannotDoIsRefusedAndTheConnectionGoesOn() throws Exception {
        StreamConnection connection = open();

        assertThat(refusal(connection.control("unknown", Map.of()))).hasMessage("REFUSED: unknown: only known ones");
        assertThat(refusal(connection.control("broken", Map.of()))).hasMessage("REFUSED: the system does not let us");
        assertThat(taken(connection.write(bytes("on")))).isEqualTo(2);
        close(connection);
    }

    @Test
    void anOperationWorksWhileAWriteHangs() throws Exception {
        CountDownLatch release = port.hangs(Call.WRITE);
        StreamConnection connection = open();
        connection.write(bytes("stuck"));
        await().until(() -> port.isUnderWay(Call.WRITE));

        connection.control("break", Map.of()).toCompletableFuture().get(5_000, MILLISECONDS);

        release.countDown();
        close(connection);
    }

    @Test
    void operationsBehindOneThatHangsAreBoundedAndFailAtTheEnd() throws Exception {
        CountDownLatch release = port.hangs(Call.CONTROL);
        StreamConnection connection = open();
        List<CompletionStage<Void>> waiting = new ArrayList<>();
        waiting.add(connection.control("stuck", Map.of()));
        await().until(() -> port.isUnderWay(Call.CONTROL));
        for (int i = 0; i < 16; i++) {
            waiting.add(connection.control("next", Map.of()));
        }
        assertThat(refusal(connection.control("one too many", Map.of())).code()).isEqualTo(StreamCode.REFUSED);

        connection.close();

        for (CompletionStage<Void> each : waiting) {
            assertThat(refusal(each).code()).isEqualTo(StreamCode.NOT_OPEN);
        }
        release.countDown();
        close(connection);
        assertThat(port.operations).containsExactly("stuck");
    }

    // Calls that never return

    @ParameterizedTest
    @EnumSource(Call.class)
    void aCallThatHangsHoldsUpNothingButTheEnd(Call call) throws Exception {
        CountDownLatch release = port.hangs(call);
        StreamConnection connection = BlockingTransport.open("scripted", port, listener);
        connection.resume();
        CompletionStage<Integer> write = connection.write(bytes("x"));
        if (call == Call.CONTROL) {
            listener.opened.await();
            connection.control("stuck", Map.of());
        }
        if (call != Call.CLOSE && call != Call.INTERRUPT) {
            await().until(() -> port.isUnderWay(call));
        }
        if (call != Call.OPEN && call != Call.WRITE) {
            assertThat(taken(write)).isOne();
        }

        long start = System.nanoTime();
        CompletableFuture<Void> closed = connection.close().toCompletableFuture();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));

        await().until(() -> port.isUnderWay(call));
        if (call == Call.OPEN || call == Call.WRITE) {
            assertThat(failure(write).doubtful()).isEqualTo(call == Call.WRITE);
        }
        assertThat(failure(connection.write(bytes("late"))).doubtful()).isFalse();
        await().during(Duration.ofMillis(150)).until(() -> !listener.isEnded() && !closed.isDone());
        if (call == Call.WRITE || call == Call.CONTROL || call == Call.INTERRUPT) {
            await().until(() -> port.count(Call.CLOSE) == 1);
        }

        release.countDown();
        closed.get(5_000, MILLISECONDS);
        assertThat(listener.end()).isEqualTo(StreamEnd.closed());
        await().until(() -> threadsLeft().isEmpty());
    }

    @Test
    void aWriteThatHangsDoesNotKeepReadingFromGoingOn() throws Exception {
        CountDownLatch release = port.hangs(Call.WRITE);
        StreamConnection connection = open();
        connection.resume();
        connection.write(bytes("stuck"));
        await().until(() -> port.isUnderWay(Call.WRITE));

        port.gives(bytes("still here").array());

        await().until(() -> listener.received().length == 10);
        release.countDown();
        close(connection);
    }

    @Test
    void aReadThatHangsDoesNotKeepWritesFromGoingOn() throws Exception {
        CountDownLatch release = port.hangs(Call.READ);
        StreamConnection connection = open();
        connection.resume();
        await().until(() -> port.isUnderWay(Call.READ));

        assertThat(taken(connection.write(bytes("still here")))).isEqualTo(10);
        release.countDown();
        close(connection);
    }

    @Test
    void aWriteThatReturnsInTimeIsCountedAlthoughTheConnectionIsClosing() throws Exception {
        AtomicInteger entered = new AtomicInteger();
        port.writes((from, offset, length) -> {
            entered.incrementAndGet();
            assertThat(port.awaitInterrupted(10)).isFalse();
            return length;
        });
        StreamConnection connection = open();
        CompletionStage<Integer> write = connection.write(bytes("quick"));
        await().pollInterval(Duration.ofMillis(1)).until(() -> entered.get() == 1);
        connection.close();

        assertThat(taken(write)).isEqualTo(5);
        close(connection);
    }

    // What the tests are made of

    private StreamConnection open() throws InterruptedException {
        StreamConnection connection = BlockingTransport.open("scripted", port, listener);
        listener.opened.await();
        return connection;
    }

    private void close(StreamConnection connection) throws Exception {
        connection.close().toCompletableFuture().get(5_000, MILLISECONDS);
        assertThat(listener.isEnded()).isTrue();
        await().until(() -> threadsLeft().isEmpty());
    }

    private static List<String> threadsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("stream-scripted"))
                .toList();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static int taken(CompletionStage<Integer> write) throws Exception {
        return write.toCompletableFuture().get(5_000, MILLISECONDS);
    }

    private static WriteFailure failure(CompletionStage<Integer> write) {
        return (WriteFailure) cause(write);
    }

    private static StreamException refusal(CompletionStage<Void> operation) {
        return (StreamException) cause(operation);
    }

    private static Throwable cause(CompletionStage<?> stage) {
        Throwable thrown = catchThrowable(() -> stage.toCompletableFuture().get(5_000, MILLISECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        return thrown.getCause();
    }
}
