package org.threadedstreams.client.search;

import java.nio.charset.Charset;

/**
 * These very bytes, wherever chunks and characters begin or end.
 *
 * @param bytes one or more; copied
 */
public record Literal(byte[] bytes) implements Target {

    public Literal {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a literal to look for is empty");
        }
        bytes = bytes.clone();
    }

    /** The bytes of a text. */
    public static Literal of(String text, Charset charset) {
        return new Literal(text.getBytes(charset));
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }
}
