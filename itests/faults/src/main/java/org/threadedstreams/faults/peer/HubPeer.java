package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.content.Content;

/**
 * Where the connections of one stream end, one of many peers of a hub. Each connection gets a number, from 1.
 *
 * <p>Safe for many threads.
 */
public final class HubPeer implements AutoCloseable {

    /** Small, so that a peer that does not read is felt soon. */
    private static final int RECEIVE_BUFFER_BYTES = 32 * 1024;

    private static final int WAITING_CONNECTIONS = 50;

    private final PeerHub hub;
    private final long seed;
    private final Content content;
    private final ServerSocketChannel server;
    private final int port;
    private final List<HubConnection> connections = new ArrayList<>();

    public HubPeer(PeerHub hub, long seed) throws IOException {
        this.hub = hub;
        this.seed = seed;
        this.content = new Content(seed);
        this.server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WAITING_CONNECTIONS);
        this.port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        hub.execute(this::listen);
    }

    public Content content() {
        return content;
    }

    /** On the loopback interface. */
    public int port() {
        return port;
    }

    private void listen() {
        try {
            hub.register(server, SelectionKey.OP_ACCEPT, key -> accept());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        synchronized (connections) {
            HubConnection connection = new HubConnection(hub, connections.size() + 1, channel, content, seed);
            connections.add(connection);
            connection.start();
        }
    }

    /** All connections that there were. */
    public List<HubConnection> connections() {
        synchronized (connections) {
            return List.copyOf(connections);
        }
    }

    /** Whether no connection is left. */
    public boolean allOver() {
        HubConnection last = latest();
        return last == null || last.isOver();
    }

    /** The connection that was made last. */
    public @Nullable HubConnection latest() {
        synchronized (connections) {
            return connections.isEmpty() ? null : connections.get(connections.size() - 1);
        }
    }

    /** The connection on which all of a request arrived; it is one of the latest. */
    public Optional<HubConnection> receiverOf(int request) {
        List<HubConnection> all = connections();
        for (int at = all.size() - 1; at >= 0; at--) {
            if (all.get(at).output().has(request)) {
                return Optional.of(all.get(at));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (HubConnection connection : connections()) {
            connection.close();
        }
    }
}
