package org.threadedstreams.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Addresses;

/**
 * A published message, or the reply to a request. Immutable, as long as nobody modifies the body.
 *
 * @param body as JSON has it: a {@code Map}, a {@code List}, a {@code String}, a {@code Number}, a {@code Boolean} or
 *     {@code null}
 * @param headers what the gateway says about it, such as {@link Addresses#HEADER_OFFSET}
 */
public record BridgeMessage(@Nullable Object body, Map<String, String> headers) {

    /**
     * The body of a {@code read} message or of a {@code fetch} reply.
     *
     * @throws IllegalStateException if the body is not bytes
     */
    public byte[] bytes() {
        if (body instanceof String base64) {
            try {
                return Addresses.bytes(base64);
            } catch (IllegalArgumentException notBase64) {
                throw new IllegalStateException("this body is text and not bytes", notBase64);
            }
        }
        throw new IllegalStateException("this body is not bytes: " + body);
    }

    /**
     * A header that is a number, such as {@link Addresses#HEADER_OFFSET}.
     *
     * @throws IllegalStateException if there is none
     */
    public long number(String header) {
        String value = headers.get(header);
        try {
            return Long.parseLong(value == null ? "" : value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalStateException("the header " + header + " is not a number: " + value, notANumber);
        }
    }
}
