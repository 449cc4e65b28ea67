package org.threadedstreams.client.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Text with escapes, as commands take it. Stateless. */
public final class Escapes {

    private Escapes() {}

    /**
     * The bytes of a text: UTF-8, with {@code \n \r \t \e \\ \xHH} replaced.
     *
     * @throws IllegalArgumentException for any other escape
     */
    public static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int i = 0;
        while (i < text.length()) {
            int next = text.indexOf('\\', i);
            if (next < 0) {
                next = text.length();
            }
            bytes.writeBytes(text.substring(i, next).getBytes(StandardCharsets.UTF_8));
            i = next;
            if (i < text.length()) {
                i += escape(text, i, bytes);
            }
        }
        return bytes.toByteArray();
    }

    /** Takes one escape and says how long it is. */
    private static int escape(String text, int at, ByteArrayOutputStream bytes) {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        switch (kind) {
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'e' -> bytes.write(0x1b);
            case '\\' -> bytes.write('\\');
            case 'x' -> {
                bytes.write(hex(text, at));
                return 4;
            }
            default -> throw unknown(text, at);
        }
        return 2;
    }

    private static int hex(String text, int at) {
        if (at + 4 > text.length()) {
            throw unknown(text, at);
        }
        int high = Character.digit(text.charAt(at + 2), 16);
        int low = Character.digit(text.charAt(at + 3), 16);
        if (high < 0 || low < 0) {
            throw unknown(text, at);
        }
        return high * 16 + low;
    }

    private static IllegalArgumentException unknown(String text, int at) {
        return new IllegalArgumentException("no such escape: " + text.substring(at, Math.min(text.length(), at + 4))
                + "; there are \\n \\r \\t \\e \\\\ and \\xHH");
    }
}
