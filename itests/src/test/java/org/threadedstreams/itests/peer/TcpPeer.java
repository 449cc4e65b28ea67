package org.threadedstreams.itests.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server socket on loopback. */
public final class TcpPeer implements Peer {

    private static final int ACCEPT_MILLIS = 60_000;

    private final ServerSocket server;
    private final Queue<Far> accepted = new ConcurrentLinkedQueue<>();

    public TcpPeer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(ACCEPT_MILLIS);
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public String[] configuration() {
        return configuration(port());
    }

    private static String[] configuration(int port) {
        return new String[] {"transport = tcp", "host = 127.0.0.1", "port = " + port};
    }

    @Override
    public String[] nowhere() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return configuration(free.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    public Far accept() throws IOException {
        Socket socket = server.accept();
        Far far = new Far(socket);
        accepted.add(far);
        return far;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Far far : accepted) {
            far.close();
        }
    }
}
