package org.threadedstreams.shell;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.threadedstreams.client.text.Columns;

/** State objects as text. Stateless. */
final class Table {

    private static final List<String> HEADINGS =
            List.of("STREAM", "TRANSPORT", "STATE", "SESSION", "READ", "WRITTEN", "REASON");
    private static final List<String> KEYS =
            List.of("stream", "transport", "state", "session", "readBytes", "writtenBytes", "reason");

    private Table() {}

    /** A table with a line for each stream. */
    static String of(List<JsonObject> states) {
        if (states.isEmpty()) {
            return "no streams; add etc/stream-NAME.cfg, samples are in etc-samples/";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (JsonObject state : states) {
            rows.add(KEYS.stream().map(key -> text(state, key)).toList());
        }
        return Columns.of(rows);
    }

    /** One stream, a line for each key. */
    static String of(JsonObject state) {
        int width = state.fieldNames().stream().mapToInt(String::length).max().orElse(0);
        return state.fieldNames().stream()
                .map(key -> (pad(key, width) + "  " + text(state, key)).stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    private static String text(JsonObject state, String key) {
        Object value = state.getValue(key);
        if (key.equals("time") && value instanceof Number micros) {
            return Instant.EPOCH.plus(micros.longValue(), ChronoUnit.MICROS).toString();
        }
        return value == null ? "" : value.toString();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
