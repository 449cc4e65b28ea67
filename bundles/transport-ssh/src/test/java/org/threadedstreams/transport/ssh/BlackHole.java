package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** An address that answers nothing: the system takes no more connections for it, and drops what asks for one. */
final class BlackHole implements AutoCloseable {

    private static final int ENOUGH = 20;
    private static final int NO_ANSWER_MILLIS = 300;

    private final ServerSocket full;
    private final List<Socket> waiting = new ArrayList<>();

    /**
     * @param port 0 for any
     */
    BlackHole(int port) throws IOException {
        full = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
        while (answers()) {
            if (waiting.size() == ENOUGH) {
                throw new IOException("it does not fill up");
            }
        }
    }

    private boolean answers() throws IOException {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
            socket.connect(new InetSocketAddress(full.getInetAddress(), port()), NO_ANSWER_MILLIS);
            return true;
        } catch (SocketTimeoutException filled) {
            return false;
        }
    }

    int port() {
        return full.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        full.close();
    }
}
