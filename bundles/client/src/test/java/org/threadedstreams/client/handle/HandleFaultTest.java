package org.threadedstreams.client.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Gap;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Mark;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.StreamGapException;
import org.threadedstreams.client.StreamInterruptedException;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.ThreadedStream;

/** What gets lost, comes twice, comes late or fails on the way to a handle. */
@Timeout(20)
class HandleFaultTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String U = "00000000-0000-0000-0000-000000000001";

    private final ScriptedGateway gateway = new ScriptedGateway();
    private final PortStreams streams = new PortStreams(gateway);
    private ThreadedStream handle;

    @BeforeEach
    void attach() throws Exception {
        gateway.receive("old");
        handle = streams.attach("console");
    }

    @AfterEach
    void close() {
        streams.close();
    }

    /** Sooner than a wait looks again of itself. */
    private static void assertAtOnce(long sinceNanos) {
        assertThat(Duration.ofNanos(System.nanoTime() - sinceNanos)).isLessThan(Duration.ofMillis(1500));
    }

    private Background<Found> waitFor(String text) {
        return Background.waiting(() -> handle.readUntil(text, SOON));
    }

    @Test
    void aLostChunkIsFetchedWhenTheNextOneShowsIt() throws Exception {
        gateway.receiveUnpublished("lost ".getBytes());
        gateway.receive("and found.");
        long begin = System.nanoTime();
        assertThat(handle.readUntil("found.", SOON).before()).isEqualTo("lost and ");
        assertAtOnce(begin);
    }

    @Test
    void aLostLastChunkIsFoundAfterAWhile() throws Exception {
        Background<Found> wait = waitFor("lost");
        gateway.receiveUnpublished("lost".getBytes());
        assertThat(wait.result().text()).isEqualTo("lost");
    }

    @Test
    void aChunkThatComesTwiceOrOverlapsIsReadOnce() throws Exception {
        gateway.receive("abc");
        gateway.publish(3, 3);
        gateway.receiveUnpublished("def".getBytes());
        gateway.publish(4, 5);
        gateway.publish(5, 1);
        assertThat(handle.consume()).asString().isEqualTo("abcdef");
    }

    @Test
    void theEmptyMessageOfABridgeMeansFetch() throws Exception {
        Background<Found> wait = waitFor("missed");
        gateway.receiveUnpublished("missed".getBytes());
        gateway.publish(gateway.end(), 0);
        assertThat(wait.result().text()).isEqualTo("missed");
    }

    @Test
    void chunksThatComeWhileAFetchIsOnItsWayAreNeitherLostNorDoubled() throws Exception {
        gateway.holdFetches();
        gateway.receiveUnpublished("1".getBytes());
        gateway.receive("2");
        Background<Found> wait = waitFor("5");
        await().until(() -> gateway.held() == 1);
        gateway.publish(3, 1);
        gateway.receive("3");
        gateway.releaseFetches();
        gateway.receive("45");
        assertThat(wait.result().before()).isEqualTo("1234");
    }

    @Test
    void aFetchThatIsNotAnsweredIsAskedAgain() throws Exception {
        gateway.failFetches(new TimeoutException("no answer"));
        Background<Found> wait = waitFor("x");
        gateway.receiveUnpublished("y".getBytes());
        gateway.receive("x");
        await().until(() -> gateway.fetches.get() > 3);
        gateway.failFetches(null);
        gateway.receive("z");
        assertThat(wait.result().before()).isEqualTo("y");
    }

    @Test
    void aFetchThatFailsEndsTheWaitAndNotTheHandle() throws Exception {
        gateway.failFetches(new StreamException(StreamCode.JOURNAL_FAILED, "the disk cannot be read"));
        gateway.receiveUnpublished("y".getBytes());
        gateway.receive("x");
        StreamException failure = catchThrowableOfType(StreamException.class, () -> handle.readUntil("x", SOON));
        assertThat(failure)
                .hasMessageContaining("the disk cannot be read")
                .extracting(StreamException::code)
                .isEqualTo(StreamCode.JOURNAL_FAILED);
        gateway.failFetches(null);
        assertThat(handle.readUntil("x", SOON).before()).isEqualTo("y");
    }

    @Test
    void aStreamThatIsNoLongerThereEndsTheWait() throws Exception {
        gateway.failFetches(new StreamException(StreamCode.NO_SUCH_STREAM, "no stream is called console"));
        gateway.receiveUnpublished("y".getBytes());
        gateway.receive("x");
        assertThat(catchThrowableOfType(StreamException.class, () -> handle.readUntil("x", SOON))
                        .code())
                .isEqualTo(StreamCode.NOT_OPEN);
    }

    // Gaps.

    @Test
    void noMatchSpansAGap() throws Exception {
        Background<Found> wait = waitFor("Completed.");
        gateway.receive("Comp");
        gateway.lose(17, "overrun");
        gateway.receive("leted.");

        StreamGapException gap = wait.failure(StreamGapException.class);

        assertThat(gap.gap()).isEqualTo(new Gap(7, 17, "overrun", Gap.Kind.MISSED));
        assertThat(gap.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(gap.unread().bytes()).asString().isEqualTo("Comp");
        assertThat(gap).hasMessageContaining("17 bytes were never received at offset 7: overrun");
        assertThat(handle.readUntil("leted.", SOON).before()).isEmpty();
        assertThat(handle.from(gap.before()).read(4)).isNotNull();
    }

    @Test
    void aGapIsToldOnceToEachHandle() throws Exception {
        ThreadedStream other = streams.attach("console");
        gateway.lose(-1, "machine failed");
        gateway.receive("on");
        assertThatThrownBy(() -> handle.readUntil("on", SOON)).isInstanceOf(StreamGapException.class);
        assertThat(handle.readUntil("on", SOON).text()).isEqualTo("on");
        assertThatThrownBy(() -> other.readUntil("on", SOON)).isInstanceOf(StreamGapException.class);
        assertThat(other.readUntil("on", SOON).text()).isEqualTo("on");
    }

    @Test
    void aGapThatIsToldAfterTheBytesBehindItIsStillNotReadOver() throws Exception {
        gateway.receive("Comp");
        gateway.loseUntold(5, "overrun");
        gateway.receive("leted.");
        gateway.publishState();
        assertThatThrownBy(() -> handle.readUntil("Completed.", SOON)).isInstanceOf(StreamGapException.class);
        assertThat(handle.readUntil("leted.", SOON).before()).isEmpty();
    }

    @Test
    void plainReadsStopAtAGapAndTellIt() throws Exception {
        gateway.receive("a");
        gateway.lose(5, "overrun");
        gateway.receive("b");
        await().until(() -> handle.ready() == 1);
        assertThat(handle.consume()).asString().isEqualTo("a");
        await().untilAsserted(() -> assertThatThrownBy(() -> handle.consume()).isInstanceOf(StreamGapException.class));
        await().until(() -> handle.ready() == 1);
        assertThat(handle.consume()).asString().isEqualTo("b");
    }

    @Test
    void whatRetentionTookFromALaggingHandleIsAHole() throws Exception {
        gateway.receiveUnpublished("gone".getBytes());
        gateway.receive("here");
        gateway.forget(7);
        StreamGapException gap = catchThrowableOfType(StreamGapException.class, () -> handle.readUntil("here", SOON));
        assertThat(gap.gap()).isEqualTo(new Gap(3, 4, "retention", Gap.Kind.HOLE));
        assertThat(gap.code()).isEqualTo(StreamCode.JOURNAL_FAILED);
        assertThat(handle.readUntil("here", SOON).start()).isEqualTo(7);
    }

    @Test
    void aGapBeforeTheLiveEndConcernsNobodyWhoStartsThere() throws Exception {
        gateway.lose(5, "overrun");
        ThreadedStream late = streams.attach("console");
        gateway.receive("x");
        assertThat(late.readUntil("x", SOON).text()).isEqualTo("x");
        assertThatThrownBy(() -> late.from("-1").from(3).readUntil("x", SOON)).isInstanceOf(StreamGapException.class);
    }

    // The journal.

    @Test
    void theSameScaleInMemoryAndBackIsOneJournal() throws Exception {
        Mark mark = handle.mark();
        gateway.receive("a");
        gateway.rename("memory-" + U + "-1");
        gateway.receive("b");
        gateway.rename("disk-" + U);
        gateway.receive("c");
        assertThat(handle.readUntil("c", SOON).before()).isEqualTo("ab");
        assertThat(handle.from(mark).readUntil("c", SOON).before()).isEqualTo("ab");
    }

    @Test
    void aNewJournalIsToldAndReadFromItsBeginning() throws Exception {
        Mark mark = handle.mark();
        Background<Found> wait = waitFor("login: ");
        gateway.replaceJournal("disk-00000000-0000-0000-0000-000000000002");
        gateway.receive("first ");
        StreamException anew = wait.failure(StreamException.class);
        assertThat(anew)
                .hasMessageContaining("offsets count anew")
                .extracting(StreamException::code)
                .isEqualTo(StreamCode.JOURNAL_FAILED);
        gateway.receive("login: ");
        assertThat(handle.readUntil("login: ", SOON).before()).isEqualTo("first ");
        assertThat(catchThrowableOfType(StreamException.class, () -> handle.from(mark))
                        .code())
                .isEqualTo(StreamCode.JOURNAL_FAILED);
    }

    @Test
    void aNewJournalThatNobodyWaitedForIsToldToTheNextCall() throws Exception {
        gateway.replaceJournal("disk-00000000-0000-0000-0000-000000000002");
        gateway.receive("x");
        assertThat(catchThrowableOfType(StreamException.class, () -> handle.consume())
                        .code())
                .isEqualTo(StreamCode.JOURNAL_FAILED);
        assertThat(handle.readUntil("x", SOON).from()).isZero();
    }

    @Test
    void aMarkOfALifeThatThisHandleHasNotSeenIsRefused() {
        Mark strange = new Receipt(1, 0, 1, 2, "memory-" + U + "-9");
        assertThat(catchThrowableOfType(StreamException.class, () -> handle.from(strange))
                        .code())
                .isEqualTo(StreamCode.JOURNAL_FAILED);
    }

    // The end.

    @Test
    void closingEndsEveryWaitAtOnce() throws Exception {
        gateway.receive("text");
        gateway.writer = body -> new CompletableFuture<>();
        Background<Found> read = waitFor("login: ");
        Background<Found> across =
                Background.waiting(() -> handle.acrossSessions().readUntil("login: ", SOON));
        Background<Receipt> write = Background.waiting(() -> handle.write("abc"));
        assertThat(handle.waiting()).isEqualTo(3);

        long begin = System.nanoTime();
        handle.close();

        StreamException end = read.failure(StreamException.class);
        assertAtOnce(begin);
        assertThat(end).hasMessageContaining("NOT_OPEN: this handle was closed");
        assertThat(end.unread().bytes()).asString().isEqualTo("text");
        assertThat(across.failure(StreamException.class).code()).isEqualTo(StreamCode.NOT_OPEN);
        StreamException unsent = write.failure(StreamException.class);
        assertThat(unsent.code()).isEqualTo(StreamCode.NOT_OPEN);
        assertThat(unsent.unsent().bytes()).asString().isEqualTo("abc");
        assertThat(handle.waiting()).isZero();
        assertThatThrownBy(() -> handle.consume()).hasMessageContaining("closed");
        assertThatThrownBy(() -> handle.write("x")).hasMessageContaining("closed");
        assertThatThrownBy(() -> handle.mark()).hasMessageContaining("closed");
        assertThat(gateway.heard()).isFalse();
    }

    @Test
    void aGatewayThatIsGoneEndsEveryWaitAndWhatHadComeIsStillRead() throws Exception {
        gateway.receive("last words");
        gateway.writer = body -> new CompletableFuture<>();
        Background<Found> read = waitFor("login: ");
        gateway.vanish("the connection broke");
        assertThat(read.failure(StreamException.class))
                .hasMessageContaining("the gateway is gone: the connection broke; connect again")
                .extracting(StreamException::code)
                .isEqualTo(StreamCode.NOT_OPEN);
        assertThat(handle.readUntil("words", SOON).before()).isEqualTo("last ");
        assertThat(catchThrowableOfType(StreamException.class, () -> handle.consume())
                        .code())
                .isEqualTo(StreamCode.NOT_OPEN);
        assertThatThrownBy(() -> streams.attach("console")).hasMessageContaining("NOT_OPEN");
    }

    @Test
    void anInterruptedThreadGetsItsPayloadAndKeepsItsFlag() throws Exception {
        gateway.receive("text");
        var flag = new CompletableFuture<Boolean>();
        Background<Found> wait = Background.waiting(() -> {
            try {
                return handle.readUntil("login: ", SOON);
            } finally {
                flag.complete(Thread.currentThread().isInterrupted());
            }
        });
        wait.thread.interrupt();
        StreamInterruptedException interrupted = wait.failure(StreamInterruptedException.class);
        assertThat(interrupted.unread().bytes()).asString().isEqualTo("text");
        assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(handle.consume()).asString().isEqualTo("text");
    }

    @Test
    void anInterruptedWriteIsInDoubt() throws Exception {
        gateway.writer = body -> new CompletableFuture<>();
        Background<Receipt> write = Background.waiting(() -> handle.write("abc"));
        write.thread.interrupt();
        StreamInterruptedException interrupted = write.failure(StreamInterruptedException.class);
        assertThat(interrupted.code()).isEqualTo(StreamCode.WRITE_FAILED);
        assertThat(interrupted.unsent()).isEqualTo(new Unsent(0, 3, 3, "abc".getBytes(), false));
    }

    // Writing.

    @Test
    void aFailedWriteHasBothHalves() throws Exception {
        gateway.receive("recent");
        Unsent unsent = new Unsent(10, 2, 1, "bc".getBytes(), false);
        gateway.writer = body -> CompletableFuture.failedFuture(
                new StreamException(StreamCode.WRITE_FAILED, "reset", Unread.NONE, unsent));
        StreamException failure = catchThrowableOfType(StreamException.class, () -> handle.write("abc"));
        assertThat(failure)
                .hasMessageStartingWith("WRITE_FAILED: reset; unread")
                .hasMessageContaining("\"recent\"");
        assertThat(failure.unsent()).isEqualTo(unsent);
        assertThat(failure.unread().bytes()).asString().isEqualTo("recent");
    }

    @Test
    void aWriteThatNobodyTookGivesAllOfItsBytesBack() {
        gateway.writer = body -> CompletableFuture.failedFuture(
                new StreamException(StreamCode.REFUSED, "a request may have 1048576 bytes"));
        StreamException failure = catchThrowableOfType(StreamException.class, () -> handle.write("abc".getBytes()));
        assertThat(failure.unsent()).isEqualTo(new Unsent(0, 3, 0, "abc".getBytes(), false));
    }

    @Test
    void aWritesTimeoutGoesToTheGateway() throws Exception {
        handle.write("a", Duration.ofSeconds(7));
        assertThat(gateway.writes.get(0)).containsEntry("timeoutMillis", "7000");
        gateway.writer = body -> CompletableFuture.failedFuture(new IOException("it broke"));
        StreamException failure = catchThrowableOfType(StreamException.class, () -> handle.write("a"));
        assertThat(failure.code()).isEqualTo(StreamCode.NOT_OPEN);
        assertThat(failure.unsent().doubt()).isEqualTo(1);
    }

    @Test
    void whatIsWrittenIsCopied() throws Exception {
        byte[] bytes = "abc".getBytes();
        handle.write(bytes);
        bytes[0] = 'x';
        assertThat((byte[]) gateway.writes.get(0).get("body")).asString().isEqualTo("abc");
        assertThat(Map.copyOf(gateway.writes.get(0))).hasSize(1);
    }

    @Test
    void twoWaitsAtOneCursorEachGetTheirOwn() throws Exception {
        Background<Found> first = waitFor("a.");
        Background<Found> second = waitFor("b.");
        gateway.receive("a.");
        assertThat(first.result().from()).isEqualTo(3);
        gateway.receive("b.");
        assertThat(second.result().from()).isEqualTo(5);
        assertThatThrownBy(() -> handle.readUntil("b.", Duration.ZERO)).isInstanceOf(StreamTimeoutException.class);
    }
}
