package org.threadedstreams.client.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.threadedstreams.api.bus.Addresses;

/** An error event as people read it: what happened, and both halves as hex dumps. Stateless. */
public final class ErrorText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneId.systemDefault());

    private ErrorText() {}

    /** Several lines, each with a line end. */
    public static String of(Map<String, Object> event) {
        StringBuilder text = new StringBuilder();
        text.append(TIME.format(Instant.EPOCH.plus(micros(event), ChronoUnit.MICROS)))
                .append(' ')
                .append(event.get("stream"))
                .append(' ')
                .append(event.get("code"))
                .append(" in session ")
                .append(event.get("session"))
                .append(": ")
                .append(event.get("message"))
                .append('\n');
        Map<?, ?> unread = half(event, "unread");
        append(
                text,
                unread,
                "unread [" + unread.get("from") + ", " + unread.get("to") + ") of journal " + event.get("journal"),
                number(unread, "from"));
        Map<?, ?> unsent = half(event, "unsent");
        append(
                text,
                unsent,
                "unsent " + unsent.get("count") + " bytes at offset " + unsent.get("offset")
                        + " of the session's output, of which the first " + unsent.get("doubt") + " may have left",
                number(unsent, "offset"));
        return text.toString();
    }

    /** When it happened, in microseconds since the epoch. */
    public static long micros(Map<String, Object> event) {
        return number(event, "time");
    }

    private static void append(StringBuilder text, Map<?, ?> half, String heading, long offset) {
        byte[] bytes = Addresses.bytes(String.valueOf(half.get("bytes")));
        boolean truncated = Boolean.TRUE.equals(half.get("truncated"));
        text.append("  ")
                .append(heading)
                .append(truncated ? "; not all of it is here" : "")
                .append('\n');
        HexDump.of(offset, bytes, bytes.length)
                .lines()
                .forEach(line -> text.append("    ").append(line).append('\n'));
    }

    private static Map<?, ?> half(Map<String, Object> event, String key) {
        return event.get(key) instanceof Map<?, ?> half ? half : Map.of("bytes", "");
    }

    private static long number(Map<?, ?> event, String key) {
        return event.get(key) instanceof Number number ? number.longValue() : 0;
    }
}
