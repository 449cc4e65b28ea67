package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.threadedstreams.faults.content.Content;

/**
 * Where the connections of one stream end. Each gets a number, from 1.
 *
 * <p>Safe for many threads; it has one of its own.
 */
public final class PeerServer implements AutoCloseable {

    /** Small, so that a peer that does not read is felt soon. */
    private static final int RECEIVE_BUFFER_BYTES = 32 * 1024;

    private final long seed;
    private final Content content;
    private final ServerSocketChannel server;
    private final List<PeerConnection> connections = new ArrayList<>();
    private volatile long greeting;
    private volatile long beatMillis;

    private PeerServer(long seed, ServerSocketChannel server) {
        this.seed = seed;
        this.content = new Content(seed);
        this.server = server;
        Thread acceptor = new Thread(this::accept, "peer-accept");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Listens on any port of the loopback interface. */
    public static PeerServer tcp(long seed) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        return new PeerServer(seed, server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    /** Listens on a Unix domain socket, which is reached from every network namespace. */
    public static PeerServer unix(long seed, Path path) throws IOException {
        return new PeerServer(
                seed, ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path)));
    }

    public Content content() {
        return content;
    }

    /** The TCP port. */
    public int port() throws IOException {
        SocketAddress address = server.getLocalAddress();
        return ((InetSocketAddress) address).getPort();
    }

    /** Later connections send so many bytes at once, before anybody allows it. */
    public void greetWith(long bytes) {
        greeting = bytes;
    }

    /** Later connections send a byte when they were silent for that long. */
    public void beatEvery(long millis) {
        beatMillis = millis;
    }

    private void accept() {
        try {
            while (true) {
                add(server.accept());
            }
        } catch (IOException closed) {
            // It is over.
        }
    }

    private void add(SocketChannel channel) {
        synchronized (connections) {
            PeerConnection connection = new PeerConnection(connections.size() + 1, channel, content, seed, beatMillis);
            connections.add(connection);
            connection.allow(greeting);
            connection.start();
        }
    }

    /** All connections that there were. */
    public List<PeerConnection> connections() {
        synchronized (connections) {
            return List.copyOf(connections);
        }
    }

    /** The connection on which all of a request arrived. */
    public Optional<PeerConnection> receiverOf(int request) {
        return connections().stream()
                .filter(connection -> connection.output().has(request))
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (PeerConnection connection : connections()) {
            connection.close();
        }
    }
}
