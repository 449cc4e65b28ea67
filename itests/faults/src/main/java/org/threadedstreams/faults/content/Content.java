package org.threadedstreams.faults.content;

/**
 * What a peer sends on each of its connections, by formula, so that nothing has to be stored: records of 64 bytes that say
 * their connection and number, then noise. Only a connection's very first byte is 0xFF: a journal shows where each begins.
 *
 * <p>Immutable.
 */
public final class Content {

    public static final byte BEGIN = (byte) 0xff;
    /** {@link #BEGIN}, then the connection in hexadecimal digits. */
    public static final int HEADER_BYTES = 9;

    private static final int RECORD_BYTES = 64;
    private static final int NOISE_FROM = 17;

    private final long seed;

    public Content(long seed) {
        this.seed = seed;
    }

    /** The bytes at {@code [position, position + count)} of a connection. */
    public byte[] bytes(int connection, long position, int count) {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            long at = position + done;
            byte[] record = record(connection, at / RECORD_BYTES);
            int from = (int) (at % RECORD_BYTES);
            int length = Math.min(RECORD_BYTES - from, count - done);
            System.arraycopy(record, from, bytes, done, length);
            done += length;
        }
        return bytes;
    }

    private byte[] record(int connection, long number) {
        byte[] record = new byte[RECORD_BYTES];
        record[0] = number == 0 ? BEGIN : (byte) '\n';
        hex(connection, record, 1);
        hex(number, record, 9);
        long noise = 0;
        for (int at = NOISE_FROM; at < RECORD_BYTES; at++) {
            noise = at == NOISE_FROM || at % Long.BYTES == 0
                    ? Mix.mix(Mix.mix(seed, connection), number * RECORD_BYTES + at)
                    : noise >>> Byte.SIZE;
            record[at] = (byte) noise == BEGIN ? (byte) 0xfe : (byte) noise;
        }
        return record;
    }

    /** Eight digits; much faster than a format. */
    private static void hex(long number, byte[] into, int at) {
        for (int digit = 0; digit < 8; digit++) {
            into[at + digit] = (byte) Character.forDigit((int) (number >>> (28 - 4 * digit)) & 15, 16);
        }
    }
}
