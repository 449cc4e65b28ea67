package org.threadedstreams.faults.stream;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.Map;
import org.threadedstreams.faults.content.Violation;

/** What a gateway says of gaps and of journals' identities. Stateless. */
public final class Gaps {

    private static final String DISK = "disk-";
    private static final int UUID_CHARS = 36;

    private Gaps() {}

    /** Checks a gap as a fetch reply tells it: it must have its bytes and a cause. */
    public static void check(String json) {
        try {
            Map<String, Object> gap = JSON.std.mapFrom(json);
            if (!(gap.get("bytes") instanceof Number)
                    || String.valueOf(gap.getOrDefault("cause", "")).isBlank()) {
                throw new Violation("a gap is reported without its bytes or its cause: " + json);
            }
        } catch (IOException e) {
            throw new Violation("a gap is reported as " + json);
        }
    }

    /** Whether offsets of two ids compare: both name one scale, on disk or in memory while the disk fails. */
    public static boolean sameScale(String first, String second) {
        return scale(first).equals(scale(second));
    }

    private static String scale(String id) {
        String after = id.substring(id.indexOf('-') + 1);
        return after.substring(0, Math.min(after.length(), UUID_CHARS));
    }

    static boolean onDisk(String id) {
        return id.startsWith(DISK);
    }
}
