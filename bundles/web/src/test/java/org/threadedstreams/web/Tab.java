package org.threadedstreams.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.threadedstreams.web.Http.Answer;

/** What a browser's tab does on its WebSocket, and what none would: every byte is made here. */
final class Tab implements Closeable {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] MASK = {1, 2, 3, 4};

    private final Http http;
    private final Answer handshake;
    private final Deque<JsonObject> messages = new ArrayDeque<>();

    /** Headers of the request, after those that make it one for a WebSocket. */
    static Tab open(String address, int receiveBufferBytes, String path, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        all.addAll(Arrays.asList(headers));
        Http http = new Http(address, receiveBufferBytes).ask("GET", path, all.toArray(String[]::new));
        return new Tab(http, http.answer());
    }

    private Tab(Http http, Answer handshake) {
        this.http = http;
        this.handshake = handshake;
    }

    Answer handshake() {
        return handshake;
    }

    /** One frame. */
    record Frame(int opcode, boolean last, byte[] payload) {

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** How it ended. */
    record End(String sockJs, int code) {}

    static JsonObject frame(String type) {
        return new JsonObject().put("type", type);
    }

    static JsonObject request(String address, String replyAddress, Object body) {
        return frame("send")
                .put("address", address)
                .put("replyAddress", replyAddress)
                .put("body", body);
    }

    static JsonObject showing(String token, JsonObject frame) {
        return frame.put("headers", new JsonObject().put("authorization", "Bearer " + token));
    }

    Tab register(String address) throws IOException {
        return send(frame("register").put("address", address));
    }

    /** Returns when all frames sent before have been handled. */
    Tab settled() throws IOException {
        send(request("streams.settled.control", "settled", new JsonObject()));
        JsonObject reply = next();
        if (!"settled".equals(reply.getString("address"))) {
            throw new IOException("instead of a reply came " + reply);
        }
        return this;
    }

    Tab send(JsonObject frame) throws IOException {
        return sendText(new JsonArray().add(frame.encode()).encode());
    }

    Tab sendText(String text) throws IOException {
        return sendFrame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    Tab sendFrame(int opcode, boolean last, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(frame);
        out.writeByte((last ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            out.writeByte(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            out.writeByte(0x80 | 126);
            out.writeShort(payload.length);
        } else {
            out.writeByte(0x80 | 127);
            out.writeLong(payload.length);
        }
        out.write(MASK);
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK[i % 4];
        }
        out.write(masked);
        return sendRaw(frame.toByteArray());
    }

    Tab sendRaw(byte[] bytes) throws IOException {
        http.send(bytes);
        return this;
    }

    Frame nextFrame() throws IOException {
        DataInputStream in = http.in();
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(first & 0x0f, (first & 0x80) != 0, payload);
    }

    /** A message of WebSocket, put together. */
    private String nextText() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Frame frame;
        do {
            frame = nextFrame();
            if (frame.opcode() == CLOSE) {
                throw new EOFException("closed");
            }
            text.write(frame.payload());
        } while (!frame.last());
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The next frame of the event bus. */
    JsonObject next() throws IOException {
        while (messages.isEmpty()) {
            String text = nextText();
            if (text.startsWith("a")) {
                new JsonArray(text.substring(1)).forEach(message -> messages.add(new JsonObject((String) message)));
            } else if (!text.equals("o")) {
                throw new IOException("instead of a message came " + text);
            }
        }
        return messages.remove();
    }

    /** How the server ends it, in SockJS and in WebSocket; nothing else may come. */
    End end() throws IOException {
        Frame sockJs = nextFrame();
        Frame close = nextFrame();
        if (close.opcode() != CLOSE) {
            throw new IOException("instead of a close came " + close.text());
        }
        sendFrame(CLOSE, true, close.payload());
        if (!ended()) {
            throw new IOException("the connection goes on");
        }
        return new End(sockJs.text(), ((close.payload()[0] & 0xff) << 8) | (close.payload()[1] & 0xff));
    }

    /** Whether the connection ends, whatever comes before. */
    boolean ended() throws IOException {
        try {
            byte[] some = new byte[8192];
            while (http.in().read(some) >= 0) {}
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
