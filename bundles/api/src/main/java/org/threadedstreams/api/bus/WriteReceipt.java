package org.threadedstreams.api.bus;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The reply to a write that was handed over.
 *
 * @param offset where its first byte stands in this session's output
 * @param bytes how many bytes it has
 * @param input the stream's read offset at the moment its first byte was handed over
 */
public record WriteReceipt(long session, long offset, long bytes, long input) {

    /** The JSON shape. */
    public Map<String, Object> shape() {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("session", session);
        shape.put("offset", offset);
        shape.put("bytes", bytes);
        shape.put("input", input);
        return shape;
    }
}
