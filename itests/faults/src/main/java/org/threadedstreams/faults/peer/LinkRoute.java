package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A link of its own to the peer. Immutable. Needs root. */
public record LinkRoute(PeerServer peer, Link link) implements Route {

    /**
     * @param socket a path for a Unix domain socket
     */
    public static LinkRoute over(Path socket, long seed) throws Exception {
        PeerServer peer = PeerServer.unix(seed, socket);
        return new LinkRoute(peer, new Link(socket));
    }

    @Override
    public List<String> configuration() {
        return link.configuration();
    }

    @Override
    public void close() throws IOException {
        link.close();
        peer.close();
    }
}
