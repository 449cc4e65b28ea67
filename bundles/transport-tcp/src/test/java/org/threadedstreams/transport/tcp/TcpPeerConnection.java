package org.threadedstreams.transport.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.threadedstreams.testkit.PeerConnection;

/**
 * The server's end of a connection.
 *
 * @param socket what it reads and writes, perhaps TLS
 * @param raw the TCP socket beneath
 */
record TcpPeerConnection(Socket socket, Socket raw, InputStream input, OutputStream output) implements PeerConnection {

    TcpPeerConnection(Socket socket, Socket raw) throws IOException {
        this(socket, raw, socket.getInputStream(), socket.getOutputStream());
    }

    @Override
    public void end() throws IOException {
        socket.shutdownOutput();
    }

    /** Sends a reset. */
    @Override
    public void breakOff() throws IOException {
        raw.setSoLinger(true, 0);
        raw.close();
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
