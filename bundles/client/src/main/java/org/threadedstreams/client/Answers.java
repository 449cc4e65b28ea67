package org.threadedstreams.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;

/** Reads what stands in frames. Stateless. */
final class Answers {

    private Answers() {}

    static BridgeMessage message(Map<String, Object> frame) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (frame.get("headers") instanceof Map<?, ?> map) {
            map.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        return new BridgeMessage(frame.get("body"), headers);
    }

    /** What an {@code err} frame tells; a refusal by the bridge itself has no code of its own. */
    static StreamException failure(Map<String, Object> frame) {
        StreamCode code = code(frame.get("code"));
        String message = text(frame, "message");
        String prefix = code + ": ";
        return new StreamException(
                code,
                message.startsWith(prefix) ? message.substring(prefix.length()) : message,
                Unread.NONE,
                unsent(frame.get("unsent")));
    }

    static String text(Map<String, Object> frame, String key) {
        Object value = frame.get(key);
        return value == null ? "" : value.toString();
    }

    private static StreamCode code(@Nullable Object name) {
        for (StreamCode code : StreamCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return StreamCode.REFUSED;
    }

    private static Unsent unsent(@Nullable Object shape) {
        if (!(shape instanceof Map<?, ?> map)) {
            return Unsent.NONE;
        }
        Object bytes = map.get("bytes");
        return new Unsent(
                number(map.get("offset")),
                number(map.get("count")),
                (int) number(map.get("doubt")),
                bytes instanceof String base64 ? Addresses.bytes(base64) : new byte[0],
                Boolean.TRUE.equals(map.get("truncated")));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
