package org.threadedstreams.transport.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.PeerConnection;
import org.threadedstreams.testkit.Target;

/** A server on this machine, plain or with something like TLS laid over its sockets. */
final class TcpPeer implements Peer {

    /** What speaks over an accepted socket. May take its time, as a handshake does. */
    interface Layer {
        Socket over(Socket accepted) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    private final Queue<AutoCloseable> others = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<PeerConnection> ready = new LinkedBlockingQueue<>();
    private final Layer layer;
    private final Map<String, Object> moreOptions;

    TcpPeer() throws IOException {
        this(accepted -> accepted, Map.of());
    }

    /**
     * @param moreOptions what reaches it beside host and port
     */
    TcpPeer(Layer layer, Map<String, Object> moreOptions) throws IOException {
        this.layer = layer;
        this.moreOptions = moreOptions;
        inBackground(this::acceptAll);
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "peer");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket accepted = server.accept();
                others.add(accepted);
                inBackground(() -> greet(accepted));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void greet(Socket accepted) {
        try {
            PeerConnection connection = new TcpPeerConnection(layer.over(accepted), accepted);
            // A TLS socket that nobody references closes itself.
            others.add(connection);
            ready.add(connection);
        } catch (IOException e) {
            // The far end went, or did not like what it was shown: the test sees what it says of it.
            try {
                accepted.close();
            } catch (IOException alreadyGone) {
                e.addSuppressed(alreadyGone);
            }
        }
    }

    @Override
    public Target target() {
        return target("127.0.0.1", server.getLocalPort());
    }

    Target target(String host, int port) {
        Map<String, Object> options = new HashMap<>(moreOptions);
        options.put("host", host);
        options.put("port", Integer.toString(port));
        return new Target(options, host + ":" + port);
    }

    /** The same peer, reached with other options. */
    Target target(String key, Object value) {
        Map<String, Object> options = new HashMap<>(target().options());
        options.put(key, value);
        return new Target(options, target().address());
    }

    @Override
    public Target nowhere() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return target("127.0.0.1", free.getLocalPort());
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
            return Optional.of(target("127.0.0.1", full.getLocalPort()));
        } catch (IOException e) {
            throw new IllegalStateException("the queue did not take as many as it should", e);
        }
    }

    @Override
    public PeerConnection accept(Duration timeout) throws IOException {
        try {
            PeerConnection connection = ready.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (connection == null) {
                throw new IOException("nobody connected within " + timeout);
            }
            return connection;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
