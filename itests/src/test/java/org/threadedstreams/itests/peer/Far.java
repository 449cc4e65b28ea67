package org.threadedstreams.itests.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * The far end of one connection: a socket of this process. It reads only when it is told to.
 *
 * <p>One thread reads, another writes, a third may end it.
 */
public final class Far implements AutoCloseable {

    private final Socket socket;

    Far(Socket socket) {
        this.socket = socket;
    }

    public InputStream input() throws IOException {
        return socket.getInputStream();
    }

    /** Says something to the stream. */
    public void send(byte[] bytes) throws IOException {
        OutputStream output = socket.getOutputStream();
        output.write(bytes);
        output.flush();
    }

    public void send(String text) throws IOException {
        send(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Reads so many bytes that the stream wrote. */
    public byte[] read(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("the stream ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Ends the connection in good order. */
    public void end() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks the connection off; on TCP by a reset. */
    public void breakOff() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
