package org.threadedstreams.transport.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.threadedstreams.testkit.PeerConnection;

/** The server's end of a connection. */
record TcpPeerConnection(Socket socket, InputStream input, OutputStream output) implements PeerConnection {

    TcpPeerConnection(Socket socket) throws IOException {
        this(socket, socket.getInputStream(), socket.getOutputStream());
    }

    @Override
    public void end() throws IOException {
        socket.shutdownOutput();
    }

    /** Sends a reset. */
    @Override
    public void breakOff() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
