package org.threadedstreams.client.handle;

import java.nio.charset.Charset;
import org.threadedstreams.api.Unread;

/** How a failure shows what was read. Stateless. */
final class Payload {

    /** The most of it that an exception carries. */
    static final int MOST_BYTES = 65_536;

    private static final int SHOWN_CHARS = 200;

    private Payload() {}

    /** A message that ends in the printable tail of what was read. */
    static String message(String what, Unread unread, Charset charset) {
        if (unread.bytes().length == 0) {
            return what + "; nothing was unread";
        }
        return what + "; unread [" + unread.from() + ", " + unread.to() + "), which ends in \""
                + tail(new String(unread.bytes(), charset)) + '"';
    }

    private static String tail(String text) {
        String last = text.length() <= SHOWN_CHARS ? text : text.substring(text.length() - SHOWN_CHARS);
        StringBuilder shown = new StringBuilder(last.length() < text.length() ? "..." : "");
        last.chars().forEach(c -> shown.append(printable((char) c)));
        return shown.toString();
    }

    private static String printable(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 0x1b -> "\\e";
            case '\\' -> "\\\\";
            default -> Character.isISOControl(c) ? String.format("\\x%02X", (int) c) : String.valueOf(c);
        };
    }
}
