package org.threadedstreams.client.handle;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Gap;

/** A JSON object of the contract. What is not there reads as empty or 0. Immutable. */
record Shape(Map<?, ?> map) {

    String text(String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }

    long number(String key) {
        return map.get(key) instanceof Number number ? number.longValue() : 0;
    }

    Shape shape(String key) {
        return map.get(key) instanceof Map<?, ?> inner ? new Shape(inner) : new Shape(Map.of());
    }

    @Nullable
    StreamCode code() {
        for (StreamCode code : StreamCode.values()) {
            if (code.name().equals(text("code"))) {
                return code;
            }
        }
        return null;
    }

    Unsent unsent() {
        return new Unsent(
                number("offset"),
                number("count"),
                (int) number("doubt"),
                Addresses.bytes(text("bytes")),
                Boolean.TRUE.equals(map.get("truncated")));
    }

    Gap gap() {
        Gap.Kind kind = text("kind").equals("hole") ? Gap.Kind.HOLE : Gap.Kind.MISSED;
        return new Gap(number("at"), number("bytes"), text("cause"), kind);
    }
}
