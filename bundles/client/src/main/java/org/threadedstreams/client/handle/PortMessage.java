package org.threadedstreams.client.handle;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A published message or a reply. Used by one thread.
 *
 * @param bytes of a {@code read} message or a {@code fetch} reply; they may be shared with others
 * @param json of any other: a {@code Map}, a {@code List}, ...; null where there is none
 * @param header a header by its name, null where there is none
 */
public record PortMessage(
        Supplier<ByteBuffer> bytes, @Nullable Object json, UnaryOperator<@Nullable String> header) {

    String text(String name) {
        String value = header.apply(name);
        return value == null ? "" : value;
    }

    long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException notANumber) {
            throw new IllegalStateException("the header " + name + " is not a number: " + text(name), notANumber);
        }
    }

    /** The JSON object in it. */
    Shape shape() {
        if (json instanceof Map<?, ?> map) {
            return new Shape(map);
        }
        throw new IllegalStateException("not a JSON object: " + json);
    }
}
