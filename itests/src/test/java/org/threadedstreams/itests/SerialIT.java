package org.threadedstreams.itests;

import org.threadedstreams.itests.peer.Peer;
import org.threadedstreams.itests.peer.SerialPeer;

/** Streams of transport {@code serial}. */
public class SerialIT extends TransportTests {

    @Override
    protected Peer startPeer() throws Exception {
        return new SerialPeer(folder());
    }
}
