package org.threadedstreams.bridge;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** What a client in any language is: a plain socket, four bytes of length, and JSON. */
final class RawClient implements Closeable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;

    RawClient(String address) throws IOException {
        this(address, 0);
    }

    /**
     * @param receiveBufferBytes how much the system reads ahead; 0 for its default
     */
    RawClient(String address, int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        int colon = address.lastIndexOf(':');
        socket.connect(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** Shows the token with a ping, and takes the pong. */
    RawClient login(String token) throws IOException {
        send(frame("ping").put("headers", new JsonObject().put("authorization", "Bearer " + token)));
        if (!next().getString("type").equals("pong")) {
            throw new IOException("no pong");
        }
        return this;
    }

    static JsonObject frame(String type) {
        return new JsonObject().put("type", type);
    }

    static JsonObject request(String address, String replyAddress, Object body) {
        return frame("send")
                .put("address", address)
                .put("replyAddress", replyAddress)
                .put("body", body);
    }

    RawClient register(String address) throws IOException {
        return send(frame("register").put("address", address));
    }

    /** Returns when all frames sent before have been handled. */
    RawClient settled() throws IOException {
        send(frame("ping"));
        JsonObject pong = next();
        if (!pong.getString("type").equals("pong")) {
            throw new IOException("instead of a pong came " + pong);
        }
        return this;
    }

    RawClient send(JsonObject frame) throws IOException {
        return sendText(frame.encode());
    }

    RawClient sendText(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        new DataOutputStream(frame).writeInt(bytes.length);
        frame.write(bytes);
        return sendRaw(frame.toByteArray());
    }

    RawClient sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    JsonObject next() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Whether the bridge has closed the connection, with nothing more to read. */
    boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (EOFException | SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
