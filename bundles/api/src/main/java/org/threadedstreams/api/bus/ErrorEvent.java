package org.threadedstreams.api.bus;

import java.util.LinkedHashMap;
import java.util.Map;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;

/**
 * An error on a stream, with both halves of the payload.
 *
 * @param session the session it happened in, or the last one before
 * @param time microseconds since the epoch
 * @param message what happened, and what to do
 * @param journal the journal that the offsets of {@code unread} count in
 */
public record ErrorEvent(
        String stream,
        String transport,
        long session,
        long time,
        StreamCode code,
        String message,
        String journal,
        Unread unread,
        Unsent unsent) {

    /** The JSON shape. */
    public Map<String, Object> shape() {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("stream", stream);
        shape.put("transport", transport);
        shape.put("session", session);
        shape.put("time", time);
        shape.put("code", code.name());
        shape.put("message", message);
        shape.put("journal", journal);
        shape.put("unread", shape(unread));
        shape.put("unsent", shape(unsent));
        return shape;
    }

    /** The JSON shape of the input half. */
    public static Map<String, Object> shape(Unread unread) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("from", unread.from());
        shape.put("to", unread.to());
        shape.put("bytes", Addresses.base64(unread.bytes()));
        shape.put("truncated", unread.truncated());
        return shape;
    }

    /** The JSON shape of the output half. */
    public static Map<String, Object> shape(Unsent unsent) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("offset", unsent.offset());
        shape.put("count", unsent.count());
        shape.put("doubt", unsent.doubt());
        shape.put("bytes", Addresses.base64(unsent.bytes()));
        shape.put("truncated", unsent.truncated());
        return shape;
    }
}
