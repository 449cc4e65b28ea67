package org.threadedstreams.client.text;

import java.util.Locale;

/** Bytes as people read them: offset, hexadecimal, text. Stateless. */
public final class HexDump {

    private static final int WIDTH = 16;

    private HexDump() {}

    /**
     * One line for each 16 bytes, each with a line end.
     *
     * @param offset of the first byte
     */
    public static String of(long offset, byte[] bytes, int length) {
        StringBuilder dump = new StringBuilder();
        for (int start = 0; start < length; start += WIDTH) {
            line(dump, offset + start, bytes, start, Math.min(length, start + WIDTH));
        }
        return dump.toString();
    }

    private static void line(StringBuilder dump, long offset, byte[] bytes, int start, int end) {
        dump.append(String.format(Locale.ROOT, "%08d ", offset));
        for (int i = start; i < start + WIDTH; i++) {
            if (i - start == WIDTH / 2) {
                dump.append(' ');
            }
            dump.append(i < end ? String.format(Locale.ROOT, " %02x", bytes[i]) : "   ");
        }
        dump.append("  |");
        for (int i = start; i < end; i++) {
            dump.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
        }
        dump.append("|\n");
    }
}
