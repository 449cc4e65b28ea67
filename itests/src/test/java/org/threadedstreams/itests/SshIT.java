package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.Peer;
import org.threadedstreams.itests.peer.SshPeer;
import org.threadedstreams.itests.support.Published;
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
        gateway.secret("lab", "correct-horse-battery");
        StreamUnderTest stream = gateway.stream("password");
        Published errors = stream.published(Verb.ERRORS);
        stream.configure(peer.configurationWithPassword("$[secret:lab]"));
        JsonObject event = errors.awaitError(StreamCode.CONNECT_FAILED);
        assertThat(event.getString("message")).containsIgnoringCase("authentication");
        stream.awaitState("backoff");
        assertThat(gateway.list().toString() + errors.json() + gateway.log()).doesNotContain("correct-horse-battery");
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
}
