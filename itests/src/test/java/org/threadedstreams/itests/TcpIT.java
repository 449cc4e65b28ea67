package org.threadedstreams.itests;

import org.threadedstreams.itests.peer.Peer;
import org.threadedstreams.itests.peer.TcpPeer;

/** Streams of transport {@code tcp}. */
public class TcpIT extends TransportTests {

    @Override
    protected Peer startPeer() throws Exception {
        return new TcpPeer();
    }
}
