package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a journal on disk must know of itself: a small text file that is only ever replaced as a whole.
 *
 * @param id names the offsets' scale
 * @param boot of the machine, when it was written last
 * @param clean whether the journal was closed, and ends at {@code end}
 * @param sessions the number of the last session that has begun
 */
record Mark(String id, String boot, boolean clean, long end, long sessions) {

    static final String FILE = "journal.txt";

    private static final String EXPLANATION = """
            # A journal: what a stream received. `cat *.bytes` shows all of it; each file is named by the offset of its first byte.
            # *.index: the offset of a byte, when it came, when the byte before it came, the session. Its last
            # lines may be some seconds late, and missing after a kill: times are then found a little too early.
            # *.part: what comes fast is written over the oldest file, for some seconds; it holds as many bytes as the *.end beside it says,
            # and old ones behind them. The last number there is the machine's boot, the second a CRC-32C.
            # *.gaps: where bytes are missing, how many (-1: unknown), kind, cause. errors.jsonl: the latest error events, one a line.
            # Deleting the whole folder while the gateway is stopped starts a new journal. Nothing here is to be edited.
            """;

    static Mark fresh(long sessions) {
        return new Mark("disk-" + UUID.randomUUID(), "", false, 0, sessions);
    }

    /** Null where there is none, or none that makes sense. */
    static @Nullable Mark read(JournalFolder folder) throws IOException {
        if (!Files.exists(folder.path().resolve(FILE))) {
            return null;
        }
        Map<String, String> values = new TreeMap<>();
        for (String line : folder.text(FILE).split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        return of(values);
    }

    private static @Nullable Mark of(Map<String, String> values) {
        String id = values.getOrDefault("id", "");
        String boot = values.getOrDefault("boot", "");
        try {
            long end = Long.parseLong(values.getOrDefault("end", "0"));
            long sessions = Long.parseLong(values.getOrDefault("sessions", "0"));
            boolean clean = Boolean.parseBoolean(values.get("clean"));
            return id.startsWith("disk-") ? new Mark(id, boot, clean, end, sessions) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    void write(JournalFolder folder, boolean force) throws IOException {
        String values = "id=" + id + "\nboot=" + boot + "\nclean=" + clean + (clean ? "\nend=" + end : "")
                + "\nsessions=" + sessions + "\n";
        folder.replace(FILE, (EXPLANATION + values).getBytes(StandardCharsets.UTF_8), force);
    }
}
