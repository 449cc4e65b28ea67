package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A pty on this machine. Immutable. */
public record SerialRoute(PeerServer peer, Pty pty) implements Route {

    /**
     * @param link how the port is called
     */
    public static SerialRoute at(Path link, long seed) throws IOException {
        PeerServer peer = PeerServer.tcp(seed);
        return new SerialRoute(peer, new Pty(link, peer.port()));
    }

    @Override
    public boolean speaksFirst() {
        return false;
    }

    @Override
    public List<String> configuration() {
        return pty.configuration();
    }

    @Override
    public void close() throws IOException {
        pty.close();
        peer.close();
    }
}
