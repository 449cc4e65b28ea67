package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.util.List;

/** A socket on this machine. Immutable. */
public record TcpRoute(PeerServer peer) implements Route {

    public TcpRoute(long seed) throws IOException {
        this(PeerServer.tcp(seed));
    }

    @Override
    public List<String> configuration() {
        try {
            return List.of("transport = tcp", "host = 127.0.0.1", "port = " + peer.port());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean direct() {
        return true;
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
