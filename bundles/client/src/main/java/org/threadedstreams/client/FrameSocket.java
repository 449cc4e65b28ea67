package org.threadedstreams.client;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;

/** The wire: four bytes of length, big-endian, and JSON. One thread reads and one writes; any may close. */
final class FrameSocket implements Closeable {

    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    /** The bridge's own frames have no limit; more than this is no bridge. */
    private static final int FRAME_LIMIT_BYTES = 256 * 1024 * 1024;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    FrameSocket(String host, int port) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    static byte[] encode(Map<String, Object> frame) throws IOException {
        byte[] json = JSON.std.asBytes(frame);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 + json.length);
        new DataOutputStream(bytes).writeInt(json.length);
        bytes.writeBytes(json);
        return bytes.toByteArray();
    }

    /** Blocks until the system has taken it. */
    void write(byte[] frame) throws IOException {
        socket.getOutputStream().write(frame);
    }

    /**
     * Blocks until a frame is there.
     *
     * @throws EOFException when the bridge has closed the connection
     */
    Map<String, Object> read() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > FRAME_LIMIT_BYTES) {
            throw new IOException("this is no bridge: it sent a frame of " + length + " bytes");
        }
        byte[] json = new byte[length];
        in.readFully(json);
        return JSON.std.mapFrom(json);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
