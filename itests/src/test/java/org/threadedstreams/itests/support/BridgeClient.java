package org.threadedstreams.itests.support;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import org.threadedstreams.api.gateway.GatewayPart;

/**
 * The bridge's protocol on a plain socket: a length of four bytes, then JSON.
 *
 * <p>For one thread.
 */
public final class BridgeClient implements AutoCloseable {

    private static final String REPLY = "reply";

    private final Socket socket;
    private final DataInputStream input;
    private final DataOutputStream output;
    private final String token;

    private BridgeClient(Socket socket, String token) throws IOException {
        this.socket = socket;
        this.input = new DataInputStream(socket.getInputStream());
        this.output = new DataOutputStream(socket.getOutputStream());
        this.token = token;
    }

    /** Connects to where the bridge of this gateway listens. */
    public static BridgeClient connect(Gateway gateway) throws Exception {
        String[] address = Services.property(
                        "(" + GatewayPart.PART + "=" + GatewayPart.BRIDGE + ")", GatewayPart.ADDRESS)
                .split(":");
        Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
        socket.setSoTimeout((int) Deadlines.SHORT.toMillis());
        return new BridgeClient(
                socket, Files.readString(gateway.home().resolve("data/token")).strip());
    }

    public String token() {
        return token;
    }

    /** Shows the token. */
    public void logIn() throws IOException {
        logInWith(token);
        JsonObject answer = receive();
        if (!answer.getString("type").equals("pong")) {
            throw new AssertionError(answer);
        }
    }

    public void logInWith(String shown) throws IOException {
        send(new JsonObject()
                .put("type", "ping")
                .put("headers", new JsonObject(Map.of("authorization", "Bearer " + shown))));
    }

    public void register(String address) throws IOException {
        send(new JsonObject().put("type", "register").put("address", address));
    }

    /** Sends a request, and returns the next frame, which is its answer where nothing else is going on. */
    public JsonObject request(String address, Object body) throws IOException {
        send(new JsonObject()
                .put("type", "send")
                .put("address", address)
                .put("replyAddress", REPLY)
                .put("body", body));
        return receive();
    }

    public void send(JsonObject frame) throws IOException {
        byte[] bytes = frame.encode().getBytes(StandardCharsets.UTF_8);
        output.writeInt(bytes.length);
        output.write(bytes);
        output.flush();
    }

    public JsonObject receive() throws IOException {
        return new JsonObject(new String(input.readNBytes(input.readInt()), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
