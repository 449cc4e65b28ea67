package org.threadedstreams.faults.content;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What is written to a peer: each request is one record that says its number and length, then noise. Stateless. */
public final class Written {

    /** {@code W}, then the number and the length in hexadecimal digits. */
    public static final int HEADER_BYTES = 17;

    private Written() {}

    /**
     * @param length at least {@link #HEADER_BYTES}
     */
    public static byte[] bytes(long seed, int number, int length) {
        byte[] bytes = new byte[length];
        System.arraycopy("W%08x%08x".formatted(number, length).getBytes(US_ASCII), 0, bytes, 0, HEADER_BYTES);
        long noise = 0;
        for (int at = HEADER_BYTES; at < length; at++) {
            noise = at == HEADER_BYTES || at % Long.BYTES == 0
                    ? Mix.mix(Mix.mix(seed, number), at)
                    : noise >>> Byte.SIZE;
            bytes[at] = (byte) noise;
        }
        return bytes;
    }
}
