package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.ExecPeer;
import org.threadedstreams.itests.peer.Peer;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.StreamUnderTest;

/** Streams of transport {@code exec}. */
public class ExecIT extends TransportTests {

    @Override
    protected Peer startPeer() throws Exception {
        return new ExecPeer();
    }

    @Test
    public void anExitStatusIsInTheStatesReason() throws Exception {
        StreamUnderTest stream = gateway.stream("status");
        Published errors = stream.published(Verb.ERRORS);
        stream.configure(ExecPeer.configuration("echo done; exit 3"), "reconnect = false");
        JsonObject event = errors.await(1).get(0);
        assertThat(event.getString("code")).isEqualTo("END_OF_STREAM");
        assertThat(stream.awaitState("closed").getString("reason")).contains("exit status 3");
        assertThat(stream.fetchAll()).asString().isEqualTo("done\n");
    }

    @Test
    public void aProcessAndWhatItStartedEndWithTheStream() throws Exception {
        StreamUnderTest stream = gateway.stream("orphans");
        Reads reads = stream.reads();
        stream.configure(ExecPeer.configuration("trap '' TERM; (sleep 1000; true) & echo $$ $!; wait"));
        String[] ids = reads.await("\n").strip().split(" ");

        stream.close();

        for (String id : ids) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> ProcessHandle.of(Long.parseLong(id))
                            .map(process -> process.info().command().isEmpty())
                            .orElse(true));
        }
    }

    @Test
    public void aCommandsDollarsAndQuotesReachTheShell() throws Exception {
        StreamUnderTest stream = gateway.stream("quotes");
        Reads reads = stream.reads();
        stream.configure(ExecPeer.configuration(
                "x='a b'; printf '%s %s %s\\\\t%s\\\\n' \"$x\" $\\\\{x\\\\} $(echo Grüße); sleep 1000"));
        assertThat(reads.await("\n")).isEqualTo("a b a b\tGrüße\n");
    }

    @Test
    public void aProcessThatDoesNotReadFailsTheWriteAtItsDeadline() throws Exception {
        StreamUnderTest stream = gateway.stream("stalled");
        Published errors = stream.published(Verb.ERRORS);
        stream.configure(ExecPeer.configuration("sleep 1000"), "writeTimeoutMillis = 1000");
        stream.awaitState("open");
        stream.startWrite(new byte[200_000]);
        JsonObject event = errors.awaitError(StreamCode.WRITE_TIMEOUT);
        JsonObject unsent = event.getJsonObject("unsent");
        assertThat(unsent.getLong("offset") + unsent.getLong("count")).isEqualTo(200_000);
        stream.awaitStatus(status -> status.getLong("session") == 2);
    }
}
