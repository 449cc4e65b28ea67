package org.threadedstreams.itests.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/** A server socket on loopback. */
public final class TcpPeer implements Peer {

    private static final int ACCEPT_MILLIS = 60_000;

    private final ServerSocket server;
    private final Deque<Socket> accepted = new ArrayDeque<>();

    public TcpPeer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(ACCEPT_MILLIS);
    }

    public int port() {
        return server.getLocalPort();
    }

    @Override
    public String[] configuration() {
        return configuration(port());
    }

    @Override
    public String[] nowhere() {
        return configuration(freePort());
    }

    private static String[] configuration(int port) {
        return new String[] {"transport = tcp", "host = 127.0.0.1", "port = " + port};
    }

    /** A port that nobody listens on. */
    public static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }

    @Override
    public Far accept() throws IOException {
        Socket socket = server.accept();
        accepted.add(socket);
        return new Far(socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput, () -> reset(socket));
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
