package org.threadedstreams.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.threadedstreams.bridge.conversation.MalformedFrameException;

/** As much of the SockJS protocol as its client speaks over a WebSocket. Stateless. */
final class SockJs {

    /** What a client is told first. */
    static final String OPEN = "o";

    /** The first character of a frame with messages; {@link #frame} has the rest. */
    static final String MESSAGES = "a";

    private static final String BASE = "/eventbus";
    private static final String INFO = BASE + "/info";
    private static final Pattern WEB_SOCKET = Pattern.compile(BASE + "/[^/.]{1,64}/[^/.]{1,64}/websocket");
    private static final int AT_ONCE = 100;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SockJs() {}

    static boolean at(String path) {
        return path.startsWith(BASE);
    }

    static boolean atInfo(String path) {
        return path.equals(INFO);
    }

    static boolean atWebSocket(String path) {
        return WEB_SOCKET.matcher(path).matches();
    }

    /** What a client asks for before it connects. */
    static Buffer info() {
        return new JsonObject()
                .put("websocket", true)
                .put("cookie_needed", false)
                .put("origins", new JsonArray().add("*:*"))
                .put("entropy", RANDOM.nextInt() & 0xffffffffL)
                .toBuffer();
    }

    /** The last that a client is told. */
    static String close(int code, String why) {
        return "c" + new JsonArray().add(code).add(why).encode();
    }

    /** One message to the client, as an array of one string; {@link #MESSAGES} goes before it. */
    static Buffer frame(byte[]... json) {
        int length = 4;
        for (byte[] piece : json) {
            length += piece.length + escapes(piece);
        }
        byte[] frame = new byte[length];
        frame[0] = '[';
        frame[1] = '"';
        int at = 2;
        for (byte[] piece : json) {
            for (byte b : piece) {
                if (b == '"' || b == '\\') {
                    frame[at++] = '\\';
                }
                frame[at++] = b;
            }
        }
        frame[at++] = '"';
        frame[at] = ']';
        return Buffer.buffer(frame);
    }

    /** JSON has no other characters that a string in JSON must not have as they are. */
    private static int escapes(byte[] json) {
        int count = 0;
        for (byte b : json) {
            if (b == '"' || b == '\\') {
                count++;
            }
        }
        return count;
    }

    /**
     * The messages in what a client sent: an array of strings, or one string.
     *
     * @throws MalformedFrameException if it is something else, or there are too many
     */
    static List<Buffer> messages(Buffer text) throws MalformedFrameException {
        List<Buffer> messages = new ArrayList<>();
        JsonArray array = array(text);
        if (array.size() > AT_ONCE) {
            throw new MalformedFrameException("at most " + AT_ONCE + " messages are sent in one");
        }
        for (Object message : array) {
            if (!(message instanceof String json)) {
                throw new MalformedFrameException("SockJS has arrays of strings");
            }
            messages.add(Buffer.buffer(json));
        }
        return messages;
    }

    private static JsonArray array(Buffer text) throws MalformedFrameException {
        try {
            Object json = Json.decodeValue(text);
            if (json instanceof JsonArray array) {
                return array;
            }
            if (json instanceof String one) {
                return new JsonArray().add(one);
            }
        } catch (DecodeException notJson) {
            // Said below. The parser's words quote what was sent, and that may hold a token.
        }
        throw new MalformedFrameException("this message of " + text.length() + " bytes is not what SockJS sends");
    }
}
