package org.threadedstreams.bridge;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unread;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.api.bus.Addresses;

/** What to say about a stream that does not exist. Stateless. */
final class UnknownStream {

    private UnknownStream() {}

    /**
     * The failure of a request to it.
     *
     * @param names the streams that there are
     * @param written the body of a write; its bytes are given back
     */
    static StreamException exception(String stream, List<String> names, @Nullable Object written) {
        String hint = nearest(stream, names)
                .map(name -> "did you mean " + name + "?")
                .orElse("add etc/stream-" + stream + ".cfg, or ask streams.list for the names");
        return new StreamException(
                StreamCode.NO_SUCH_STREAM, "no stream is called " + stream + "; " + hint, Unread.NONE, unsent(written));
    }

    /** The name that was probably meant: a third of its letters may be wrong. */
    static Optional<String> nearest(String name, List<String> names) {
        return names.stream()
                .filter(known -> !known.equals(name))
                .filter(known -> distance(name, known) <= Math.max(1, known.length() / 3))
                .min(Comparator.comparingInt(known -> distance(name, known)));
    }

    private static Unsent unsent(@Nullable Object written) {
        byte[] bytes = bytes(written);
        return bytes.length == 0 ? Unsent.NONE : new Unsent(0, bytes.length, 0, bytes, false);
    }

    private static byte[] bytes(@Nullable Object written) {
        if (written instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (written instanceof JsonObject json && json.getValue("bytes") instanceof String base64) {
            try {
                return Addresses.bytes(base64);
            } catch (IllegalArgumentException notBase64) {
                return new byte[0];
            }
        }
        return new byte[0];
    }

    /** Levenshtein's, without regard to case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
