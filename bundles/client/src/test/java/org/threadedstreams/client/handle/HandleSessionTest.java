package org.threadedstreams.client.handle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.StreamState;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.ThreadedStream;

/** Waits, and the sessions that end under them, in whatever order that is told. */
@Timeout(20)
class HandleSessionTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ScriptedGateway gateway = new ScriptedGateway();
    private final PortStreams streams = new PortStreams(gateway);
    private ThreadedStream handle;

    @BeforeEach
    void attach() throws Exception {
        handle = streams.attach("console");
    }

    @AfterEach
    void close() {
        streams.close();
    }

    private Background<Found> waitFor(String text) {
        return Background.waiting(() -> handle.readUntil(text, SOON));
    }

    @Test
    void aWaitEndsWithItsSessionAndNothingIsConsumed() throws Exception {
        Background<Found> wait = waitFor("login: ");
        gateway.receive("panic");
        gateway.publishError(StreamCode.READ_FAILED, "reset", new Unsent(7, 3, 1, new byte[] {1, 2, 3}, false));
        gateway.close(StreamState.BACKOFF, "reset");

        StreamException end = wait.failure(StreamException.class);

        assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(end)
                .hasMessageContaining("session 1 of console ended: reset")
                .hasMessageContaining("\"panic\"");
        assertThat(end.unread().bytes()).asString().isEqualTo("panic");
        assertThat(end.unsent()).isEqualTo(new Unsent(7, 3, 1, new byte[] {1, 2, 3}, false));
        assertThat(handle.consume()).asString().isEqualTo("panic");
    }

    @Test
    void whatArrivedBeforeTheEndIsMatchedFirst() throws Exception {
        Background<Found> wait = waitFor("bye");
        gateway.holdFetches();
        gateway.receiveUnpublished("good bye".getBytes());
        gateway.endSession(StreamCode.END_OF_STREAM, "closed");
        assertThat(wait.done()).isFalse();
        gateway.releaseFetches();
        assertThat(wait.result().before()).isEqualTo("good ");
    }

    @Test
    void anEndThatIsToldBeforeItsLastBytesWaitsForThem() throws Exception {
        Background<Found> wait = waitFor("bye");
        gateway.holdFetches();
        long at = gateway.receiveUnpublished("bye".getBytes());
        gateway.endSession(StreamCode.END_OF_STREAM, "closed");
        gateway.publish(at, 3);
        assertThat(wait.result().text()).isEqualTo("bye");
    }

    @Test
    void anErrorThatIsToldAfterItsStateIsWaitedForBriefly() throws Exception {
        Background<Found> wait = waitFor("login: ");
        gateway.close(StreamState.BACKOFF, "idle");
        assertThat(wait.done()).isFalse();
        gateway.publishError(StreamCode.IDLE_TIMEOUT, "idle for long", Unsent.NONE);
        assertThat(wait.failure(StreamException.class))
                .hasMessageContaining("idle for long")
                .extracting(StreamException::code)
                .isEqualTo(StreamCode.IDLE_TIMEOUT);
    }

    @Test
    void aSessionThatIsClosedOnRequestEndsWithoutAnError() throws Exception {
        Background<Found> wait = waitFor("login: ");
        gateway.close(StreamState.CLOSED, "closed on request");
        assertThat(wait.failure(StreamException.class))
                .hasMessageContaining("closed on request")
                .extracting(StreamException::code)
                .isEqualTo(StreamCode.NOT_OPEN);
    }

    @Test
    void bytesOfALaterSessionDoNotAnswerAWaitOfAnEarlierOne() throws Exception {
        Background<Found> wait = waitFor("login: ");
        gateway.receive("half a log");
        long end = gateway.end();
        long next = gateway.receiveUnpublished("in: login: ".getBytes());
        // The first chunk of the next session overtakes the error and the state.
        gateway.publish(next, 11, 2);
        gateway.publishError(StreamCode.READ_FAILED, "reset", Unsent.NONE, 1, end);
        StreamException failure = wait.failure(StreamException.class);
        assertThat(failure.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(failure.unread().bytes()).asString().isEqualTo("half a log");
    }

    @Test
    void aWaitBetweenSessionsWaitsForTheNextAndEndsWithIt() throws Exception {
        gateway.endSession(StreamCode.END_OF_STREAM, "closed");
        Background<Found> wait = waitFor("login: ");
        gateway.publishError(StreamCode.CONNECT_FAILED, "refused", Unsent.NONE);
        gateway.close(StreamState.CONNECTING, "");
        gateway.close(StreamState.BACKOFF, "refused");
        gateway.openSession();
        assertThat(wait.done()).isFalse();
        gateway.receive("login: ");
        assertThat(wait.result().before()).isEmpty();

        gateway.endSession(StreamCode.END_OF_STREAM, "closed");
        Background<Found> second = waitFor("login: ");
        gateway.openSession();
        gateway.receive("no");
        gateway.endSession(StreamCode.READ_FAILED, "reset");
        assertThat(second.failure(StreamException.class))
                .hasMessageContaining("session 3")
                .extracting(StreamException::code)
                .isEqualTo(StreamCode.READ_FAILED);
    }

    @Test
    void attachedBetweenSessionsItWaitsForTheNext() throws Exception {
        gateway.endSession(StreamCode.END_OF_STREAM, "closed");
        ThreadedStream late = streams.attach("console");
        Background<Found> wait = Background.waiting(() -> late.readUntil("login: ", SOON));
        gateway.close(StreamState.CONNECTING, "");
        gateway.openSession();
        gateway.receive("login: ");
        assertThat(wait.result().text()).isEqualTo("login: ");
    }

    @Test
    void aReconnectThatIsToldAsOneStateOnlyStillEndsTheWait() throws Exception {
        Background<Found> wait = waitFor("login: ");
        gateway.publishError(StreamCode.READ_FAILED, "reset", Unsent.NONE);
        gateway.openSession();
        assertThat(wait.failure(StreamException.class).code()).isEqualTo(StreamCode.READ_FAILED);
    }

    @Test
    void acrossSessionsItWaitsThroughReconnects() throws Exception {
        Background<Found> wait =
                Background.waiting(() -> handle.acrossSessions().readUntil("login: ", SOON));
        gateway.receive("lo");
        gateway.endSession(StreamCode.READ_FAILED, "reset");
        gateway.openSession();
        gateway.receive("booting login: rest");
        assertThat(wait.result().before()).isEqualTo("lobooting ");
        assertThat(handle.consume()).asString().isEqualTo("rest");
    }

    @Test
    void anErrorThatEndsNoSessionEndsNoWait() throws Exception {
        Background<Found> wait = waitFor("login: ");
        gateway.publishError(StreamCode.JOURNAL_FAILED, "disk full", Unsent.NONE);
        gateway.publishError(StreamCode.WRITE_TIMEOUT, "not handed over", Unsent.NONE);
        gateway.publishState();
        gateway.receive("login: ");
        assertThat(wait.result().text()).isEqualTo("login: ");
    }

    @Test
    void linesOfASessionThatEndsTooEarlyAreStillUnread() throws Exception {
        Background<List<String>> wait = Background.waiting(() -> handle.readLines(3, 0, line -> false, SOON, SOON));
        gateway.receive("a\nb\nc");
        gateway.endSession(StreamCode.END_OF_STREAM, "closed");
        StreamException end = wait.failure(StreamException.class);
        assertThat(end.code()).isEqualTo(StreamCode.END_OF_STREAM);
        assertThat(end).isNotInstanceOf(StreamTimeoutException.class);
        assertThat(handle.consume()).asString().isEqualTo("a\nb\nc");
    }

    @Test
    void whatIsLeftOfASessionThatIsOverIsReadToItsEnd() throws Exception {
        gateway.receive("a\nb\nlast");
        gateway.endSession(StreamCode.END_OF_STREAM, "closed");
        gateway.openSession();
        gateway.receive("next\n");
        assertThat(handle.readLine(SOON)).isEqualTo("a");
        assertThat(handle.readLines(0, 0, line -> false, SOON, SOON)).containsExactly("b", "last");
        assertThat(handle.readLine(SOON)).isEqualTo("next");
    }

    @Test
    void anEndThatLiesAheadIsToldOnceAndNotWaitedFor() throws Exception {
        gateway.receive("half a log");
        gateway.endSession(StreamCode.END_OF_STREAM, "closed");
        assertThat(Background.waiting(() -> handle.readUntil("login: ", SOON))
                        .failure(StreamException.class)
                        .code())
                .isEqualTo(StreamCode.END_OF_STREAM);
        Background<Found> wait = waitFor("login: ");
        gateway.openSession();
        gateway.receive("login: ");
        assertThat(wait.result().before()).isEqualTo("half a log");
    }
}
