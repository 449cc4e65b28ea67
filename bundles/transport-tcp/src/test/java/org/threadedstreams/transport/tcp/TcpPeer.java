package org.threadedstreams.transport.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.PeerConnection;
import org.threadedstreams.testkit.Target;

/** A server socket on this machine, plain or TLS. */
final class TcpPeer implements Peer {

    private final ServerSocket server;
    private final Map<String, Object> moreOptions;
    private final List<AutoCloseable> others = new ArrayList<>();
    private final Queue<PeerConnection> accepted = new ConcurrentLinkedQueue<>();

    TcpPeer() throws IOException {
        this(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), Map.of());
    }

    /** A peer that is reached with more than host and port. */
    TcpPeer(ServerSocket server, Map<String, Object> moreOptions) {
        this.server = server;
        this.moreOptions = moreOptions;
    }

    @Override
    public Target target() {
        return target(server.getLocalPort());
    }

    private Target target(int port) {
        Map<String, Object> options = new HashMap<>(moreOptions);
        options.put("host", "127.0.0.1");
        options.put("port", Integer.toString(port));
        return new Target(options, "127.0.0.1:" + port);
    }

    @Override
    public Target nowhere() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return target(free.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }

    /** A listener whose queue is full: the system drops what else knocks. */
    @Override
    public Optional<Target> neverOpens() {
        try {
            ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            others.add(full);
            for (int knock = 0; knock < 2; knock++) {
                Socket waiting = new Socket();
                others.add(waiting);
                waiting.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
            }
            return Optional.of(target(full.getLocalPort()));
        } catch (IOException e) {
            throw new IllegalStateException("the queue did not take as many as it should", e);
        }
    }

    @Override
    public PeerConnection accept(Duration timeout) throws IOException {
        server.setSoTimeout((int) timeout.toMillis());
        PeerConnection connection = new TcpPeerConnection(server.accept());
        accepted.add(connection);
        return connection;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (PeerConnection connection : accepted) {
            connection.close();
        }
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
