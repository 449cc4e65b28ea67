package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.threadedstreams.rig.SshServer;

/** A private OpenSSH server for one stream. Immutable. */
public record SshRoute(PeerServer peer, SshServer server) implements Route {

    /**
     * @param folder for the server's keys and settings
     */
    public static SshRoute in(Path folder, long seed) throws Exception {
        return new SshRoute(PeerServer.tcp(seed), new SshServer(folder));
    }

    @Override
    public List<String> configuration() {
        try {
            return server.configuration(peer.port());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        peer.close();
    }
}
