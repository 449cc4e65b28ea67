package org.threadedstreams.api.bus;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A known loss.
 *
 * @param at the offset at which it stands
 * @param bytes how many bytes are missing, or -1 if unknown
 * @param cause why, in a few words
 */
public record Gap(long at, long bytes, String cause, Kind kind) {

    /** What a gap does to offsets. */
    public enum Kind {
        /** Offsets that existed and whose bytes are gone: retention, disk. */
        HOLE,
        /** Never received; takes no offsets. */
        MISSED
    }

    /** The JSON shape. */
    public Map<String, Object> shape() {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("at", at);
        shape.put("bytes", bytes);
        shape.put("cause", cause);
        shape.put("kind", kind == Kind.HOLE ? "hole" : "missed");
        return shape;
    }
}
