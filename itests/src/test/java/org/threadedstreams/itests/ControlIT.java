package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.threadedstreams.itests.support.StreamUnderTest.failureOf;
import static org.threadedstreams.itests.support.StreamUnderTest.refusal;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.Before;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.StreamUnderTest;

/** The states of a stream, and what moves it from one to another. */
public class ControlIT extends GatewayTest {

    private TcpPeer peer;

    @Before
    public void startPeer() throws Exception {
        peer = gateway.closing(new TcpPeer());
    }

    @Test
    public void closeHoldsUntilOpen() throws Exception {
        StreamUnderTest stream = gateway.stream("closed");
        Published states = stream.published(Verb.STATE);
        Published errors = stream.published(Verb.ERRORS);
        Reads reads = stream.reads();
        Far far = open(stream, peer);
        far.send("kept");
        reads.await("kept");
        assertThat(stream.control("close").getString("stream")).isEqualTo("closed");
        assertThat(stream.awaitState("closed").getString("reason")).contains("on request", "open");
        assertThat(far.input().read()).isEqualTo(-1);
        assertThat(failureOf(stream.startWrite(new byte[1])).code()).isEqualTo(StreamCode.NOT_OPEN);
        assertThat(stream.fetchAll()).asString().isEqualTo("kept");
        stream.control("open");
        peer.accept().send(", and more");
        reads.await("kept, and more");
        assertThat(errors.json()).isEmpty();
        assertThat(states.json().stream().map(state -> state.getString("state")).distinct())
                .containsExactlyInAnyOrder("connecting", "open", "closed");
    }

    @Test
    public void reconnectOpensTheNextSessionAtOnce() throws Exception {
        StreamUnderTest stream = gateway.stream("again");
        Far first = open(stream, peer, "reconnectMinMillis = 100000", "reconnectMaxMillis = 100000");
        stream.control("reconnect");
        Far second = session(stream, peer, 2);
        assertThat(first.input().read()).isEqualTo(-1);
        second.breakOff();
        stream.awaitState("backoff");
        stream.control("reconnect");
        session(stream, peer, 3);
    }

    @Test
    public void anUnknownOperationIsRefused() throws Exception {
        StreamUnderTest stream = gateway.stream("ops");
        open(stream, peer);
        assertThat(refusal(() -> stream.control("fly"))).hasMessageContaining("fly");
        assertThat(refusal(() -> stream.request(Verb.CONTROL, new JsonObject())))
                .hasMessageContaining("op");
        assertThat(refusal(() -> stream.request(Verb.CONTROL, "open"))).hasMessageContaining("JSON");
        stream.awaitState("open");
    }

    @Test
    public void whatIsRemovedSaysSo() throws Exception {
        StreamUnderTest stream = gateway.stream("removed");
        open(stream, peer);
        stream.remove();
        stream.awaitState("closed");
        assertThatThrownBy(() -> stream.control("open"))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.code()).isEqualTo(StreamCode.NO_SUCH_STREAM));
    }

    @Test
    public void withoutReconnectAnEndIsTheEnd() throws Exception {
        StreamUnderTest stream = gateway.stream("once");
        Published errors = stream.published(Verb.ERRORS);
        Far far = open(stream, peer, "reconnect = false");
        far.end();
        errors.awaitError(StreamCode.END_OF_STREAM);
        assertThat(stream.awaitState("closed").getString("reason")).contains("reconnect = false");
        stream.control("open");
        session(stream, peer, 2);
    }

    @Test
    public void silenceEndsTheSessionWhereThatIsWanted() throws Exception {
        StreamUnderTest stream = gateway.stream("silent");
        Published errors = stream.published(Verb.ERRORS);
        Reads reads = stream.reads();
        Far far = open(stream, peer, "idleTimeoutMillis = 700");
        far.send("the last I say");
        reads.await("say");
        JsonObject event = errors.awaitError(StreamCode.IDLE_TIMEOUT);
        assertThat(event.getString("message")).contains("idleTimeoutMillis = 700");
        assertThat(event.getJsonObject("unread").getLong("to")).isEqualTo(14);
        peer.accept();
        stream.awaitStatus(status -> status.getLong("session") > 1);
    }

    @Test
    public void theListHasEveryStreamWithEveryKey() throws Exception {
        StreamUnderTest stream = gateway.stream("listed");
        Far far = open(stream, peer);
        far.send("12345");
        JsonObject status = stream.awaitStatus(state -> state.getLong("end") == 5);
        stream.write("123");
        assertThat(status.fieldNames())
                .containsExactlyElementsOf(List.of(
                        "stream",
                        "transport",
                        "state",
                        "reason",
                        "session",
                        "time",
                        "journal",
                        "earliest",
                        "end",
                        "readBytes",
                        "writtenBytes",
                        "queuedBytes",
                        "gaps",
                        "errors"));
        assertThat(stream.status()).isEqualTo(status.copy().put("writtenBytes", 3L));
        assertThat(status.getString("transport")).isEqualTo("tcp");
        assertThat(status.getLong("readBytes")).isEqualTo(5);
    }
}
