package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.StreamUnderTest;

/** Streams over TCP. */
public class TcpIT extends GatewayTest {

    @Test
    public void readsAndWrites() throws Exception {
        TcpPeer peer = gateway.closing(new TcpPeer());
        StreamUnderTest stream = gateway.stream("readsAndWrites");
        Reads reads = stream.reads();
        stream.configure(peer.configuration());
        Far far = peer.accept();
        far.send("hello");
        assertThat(reads.await("hello")).isEqualTo("hello");
        stream.write("world");
        assertThat(far.read(5)).asString().isEqualTo("world");
    }
}
