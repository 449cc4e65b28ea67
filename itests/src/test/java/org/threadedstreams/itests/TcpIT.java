package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.Peer;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.peer.TlsPeer;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.StreamUnderTest;

/** Streams of transport {@code tcp}. */
public class TcpIT extends TransportTests {

    @Override
    protected Peer startPeer() throws Exception {
        return new TcpPeer();
    }

    @Test
    public void tlsWithACertificateOfOurOwnAndSecretPasswords() throws Exception {
        TlsPeer peer = gateway.closing(new TlsPeer(folder()));
        StreamUnderTest stream = gateway.stream("tls");
        Published errors = stream.published(Verb.ERRORS);
        gateway.secret("tls-store", TlsPeer.PASSWORD);
        gateway.secret("tls-wrong", "q7VxZ2kWn9Tj4RbM-and-$ecret");

        stream.configure(peer.configuration(), "trustStorePassword = $[secret:tls-wrong]");
        String unreadable = errors.awaitError(StreamCode.CONNECT_FAILED).getString("message");
        assertThat(unreadable).contains("trustStore", "password").doesNotContain("q7VxZ2kWn9Tj4RbM-and-$ecret");

        stream.configure(peer.configuration(), "trustStorePassword = $[secret:tls-store]");
        JsonObject refused =
                stream.awaitStatus(status -> status.getString("reason").contains("keyStore"));
        assertThat(refused.getLong("session")).as("sessions").isZero();

        Reads reads = stream.reads();
        stream.configure(
                peer.configuration(),
                "trustStorePassword = $[secret:tls-store]",
                "keyStore = " + peer.store(),
                "keyStorePassword = $[secret:tls-store]");
        Far far = session(stream, peer, 1);
        stream.write("*IDN?");
        assertThat(far.read(5)).asString().isEqualTo("*IDN?");
        far.send("Instrument 1");
        reads.await("Instrument 1");
        far.breakOff();
        assertThat(errors.awaitError(StreamCode.READ_FAILED).getString("message"))
                .contains("127.0.0.1:");
        assertThat(gateway.log()).doesNotContain(TlsPeer.PASSWORD, "q7VxZ2kWn9Tj4RbM-and-$ecret");
    }
}
