package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.Peer;
import org.threadedstreams.itests.peer.SshPeer;
import org.threadedstreams.itests.support.Bytes;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.StreamUnderTest;

/** Streams of transport {@code ssh}. */
public class SshIT extends TransportTests {

    @Override
    protected Peer startPeer() throws Exception {
        return new SshPeer(folder());
    }

    @Test
    public void aPasswordThatIsNotTakenIsSaidAndNeverShown() throws Exception {
        SshPeer peer = gateway.closing(new SshPeer(folder()));
        gateway.secret("lab", "q7VxZ2kWn9Tj4RbM-battery");
        StreamUnderTest stream = gateway.stream("password");
        Published errors = stream.published(Verb.ERRORS);
        stream.configure(peer.configurationWithPassword("$[secret:lab]"));
        JsonObject event = errors.awaitError(StreamCode.CONNECT_FAILED);
        assertThat(event.getString("message")).containsIgnoringCase("authentication");
        stream.awaitState("backoff");
        assertThat(gateway.list().toString() + errors.json() + gateway.log())
                .doesNotContain("q7VxZ2kWn9Tj4RbM-battery");
    }

    @Test
    public void aHostWithAnotherKeyIsNotTalkedTo() throws Exception {
        SshPeer peer = gateway.closing(new SshPeer(folder()));
        StreamUnderTest stream = gateway.stream("another-key");
        Published errors = stream.published(Verb.ERRORS);
        open(stream, peer);
        String before = peer.fingerprint();
        peer.restartWithAnotherKey();
        JsonObject event = errors.await(error -> error.getString("message").contains("key"));
        assertThat(event.getString("code")).isEqualTo("CONNECT_FAILED");
        assertThat(event.getString("message")).contains("key has changed", before, peer.fingerprint());
    }

    @Test
    public void howACommandEndedIsInTheReason() throws Exception {
        SshPeer peer = gateway.closing(new SshPeer(folder()));
        StreamUnderTest stream = gateway.stream("exit");
        stream.configure(peer.configurationOf("echo done; exit 3"), "reconnect = false");
        assertThat(stream.awaitState("closed").getString("reason")).contains("exit status 3");
        stream.configure(peer.configurationOf("kill -TERM $$"), "reconnect = false");
        stream.awaitStatus(status -> status.getString("reason").contains("ended by signal TERM"));
    }

    @Test
    public void aHostThatStandsStillIsNoticedWithinTenSeconds() throws Exception {
        SshPeer peer = gateway.closing(new SshPeer(folder()));
        StreamUnderTest stream = gateway.stream("stands-still");
        Published errors = stream.published(Verb.ERRORS);
        Reads reads = stream.reads();
        stream.configure(
                peer.configurationOf("echo $PPID; exec cat"),
                "reconnectMinMillis = 60000",
                "reconnectMaxMillis = 60000");
        String session = reads.await("\n").strip();
        long start = System.nanoTime();
        peer.signal("STOP", session);
        try {
            JsonObject event = errors.awaitError(StreamCode.READ_FAILED);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(event.getString("message")).contains("silent");
            assertThat(Addresses.bytes(event.getJsonObject("unread").getString("bytes")))
                    .asString()
                    .isEqualTo(session + "\n");
        } finally {
            peer.signal("KILL", session);
        }
    }

    @Test
    public void aPeerThatStopsReadingFailsTheWriteWithWhatWasNotSent() throws Exception {
        SshPeer peer = gateway.closing(new SshPeer(folder()));
        StreamUnderTest stream = gateway.stream("stops-reading");
        Published errors = stream.published(Verb.ERRORS);
        stream.configure(
                peer.configurationOf("exec sleep 600"),
                "writeQueueBytes = 33554432",
                "reconnectMinMillis = 60000",
                "reconnectMaxMillis = 60000");
        stream.awaitState("open");
        byte[] bytes = Bytes.random(28 * 1024 * 1024, 5);
        CompletableFuture<JsonObject> write = stream.startWrite(bytes, 2_000);

        StreamException failure = StreamUnderTest.failureOf(write);

        assertThat(failure.code()).isEqualTo(StreamCode.WRITE_TIMEOUT);
        int unsent = failure.unsent().bytes().length;
        assertThat(failure.unsent().bytes()).isEqualTo(Arrays.copyOfRange(bytes, bytes.length - unsent, bytes.length));
        assertThat(failure.unsent().doubt()).isBetween(1, 16 * 1024);
        assertThat(unsent).isBetween(1, bytes.length - 1);
        assertThat(errors.awaitError(StreamCode.WRITE_TIMEOUT)
                        .getJsonObject("unsent")
                        .getLong("count"))
                .isEqualTo(unsent);
        stream.awaitState("backoff");
    }

    @Test
    public void aTerminalIsResized() throws Exception {
        SshPeer peer = gateway.closing(new SshPeer(folder()));
        StreamUnderTest stream = gateway.stream("terminal");
        Reads reads = stream.reads();
        stream.configure(peer.configurationOf("while read line; do stty size; done"), "pty = true");
        stream.awaitState("open");
        stream.request(Verb.CONTROL, new JsonObject("{\"op\":\"resize\",\"cols\":132,\"rows\":43}"));
        stream.write("\n");
        reads.await("43 132");
        for (String bad : List.of("0", "65536", "\"132\"", "80.5", "null")) {
            assertThat(StreamUnderTest.refusal(() -> stream.request(
                            Verb.CONTROL, new JsonObject("{\"op\":\"resize\",\"rows\":24,\"cols\":" + bad + "}"))))
                    .as(bad)
                    .hasMessageContaining("cols must be a whole number from 1 to 65535");
        }
    }
}
