package org.threadedstreams.bridge.conversation;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A frame from a client, in the right shape; what it asks for has still to be judged. Immutable.
 *
 * @param type empty if it has none
 * @param address empty if it has none
 * @param headers without {@code authorization}
 * @param authorization that header, {@code null} if there is none
 * @param body of a class that the event bus carries
 * @param bytes its length
 */
record ClientFrame(
        String type,
        String address,
        @Nullable String replyAddress,
        Map<String, String> headers,
        @Nullable String authorization,
        @Nullable Object body,
        int bytes) {

    private static final String AUTHORIZATION = "authorization";

    /**
     * Reads a frame.
     *
     * @throws MalformedFrameException if it is no JSON object, or one of its keys has a value of the wrong kind
     */
    static ClientFrame of(Buffer bytes) throws MalformedFrameException {
        JsonObject json = json(bytes);
        Map<String, String> headers = headers(json.getValue("headers"));
        String authorization = null;
        for (String name : headers.keySet().toArray(String[]::new)) {
            if (name.equalsIgnoreCase(AUTHORIZATION)) {
                authorization = headers.remove(name);
            }
        }
        String type = text(json, "type");
        String address = text(json, "address");
        return new ClientFrame(
                type == null ? "" : type,
                address == null ? "" : address,
                text(json, "replyAddress"),
                headers,
                authorization,
                body(json.getValue("body")),
                bytes.length());
    }

    /** Does not show the token. */
    @Override
    public String toString() {
        return type + " " + address + ", " + bytes + " bytes";
    }

    private static JsonObject json(Buffer bytes) throws MalformedFrameException {
        try {
            if (Json.decodeValue(bytes) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException notJson) {
            // Said below. The parser's words quote what was sent, and that may hold a token.
        }
        throw new MalformedFrameException("this frame of " + bytes.length() + " bytes is not one JSON object in UTF-8");
    }

    private static @Nullable String text(JsonObject json, String key) throws MalformedFrameException {
        Object value = json.getValue(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new MalformedFrameException("the value of " + key + " must be a string");
    }

    private static Map<String, String> headers(@Nullable Object value) throws MalformedFrameException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (value == null) {
            return headers;
        }
        if (value instanceof JsonObject json) {
            for (String name : json.fieldNames()) {
                headers.put(name, header(json.getValue(name)));
            }
            return headers;
        }
        throw new MalformedFrameException("headers must be an object of strings");
    }

    private static String header(@Nullable Object value) throws MalformedFrameException {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw new MalformedFrameException("headers must be an object of strings");
    }

    private static @Nullable Object body(@Nullable Object value) throws MalformedFrameException {
        if (value == null
                || value instanceof String
                || value instanceof JsonObject
                || value instanceof JsonArray
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double number && Double.isFinite(number)) {
            return value;
        }
        throw new MalformedFrameException(
                "the body must be an object, an array, a string, true, false, null or a number"
                        + " of at most 64 bits");
    }
}
