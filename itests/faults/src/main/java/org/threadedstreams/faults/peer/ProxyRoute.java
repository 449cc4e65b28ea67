package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.util.List;

/** A process between the gateway and the peer, which can be stopped. Immutable. */
public record ProxyRoute(PeerServer peer, TcpProxy proxy) implements Route {

    public static ProxyRoute make(long seed) throws Exception {
        PeerServer peer = PeerServer.tcp(seed);
        return new ProxyRoute(peer, new TcpProxy(peer.port()));
    }

    @Override
    public List<String> configuration() {
        return proxy.configuration();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        peer.close();
    }
}
