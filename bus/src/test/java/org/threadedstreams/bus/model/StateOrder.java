package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;

/** Whether states follow each other as the design says. */
final class StateOrder {

    private static final Set<String> AT_REST = Set.of("waiting", "connecting", "closed", "failed");
    private static final Map<String, Set<String>> FOLLOWS = Map.of(
            "waiting",
            AT_REST,
            "closed",
            AT_REST,
            "failed",
            AT_REST,
            "connecting",
            Set.of("waiting", "connecting", "open", "backoff", "closed", "failed"),
            "open",
            Set.of("waiting", "connecting", "open", "backoff", "closed", "failed"),
            "backoff",
            Set.of("waiting", "connecting", "backoff", "closed", "failed"));

    private String state = "closed";
    private long session;
    private long end;

    void add(JsonObject next) {
        String word = next.getString("state");
        assertThat(FOLLOWS.get(state)).as("what may follow " + state).contains(word);
        boolean opens = word.equals("open") && !state.equals("open");
        assertThat(next.getLong("session")).as("session when " + word).isEqualTo(opens ? session + 1 : session);
        assertThat(next.getLong("end")).isGreaterThanOrEqualTo(end);
        assertThat(next.getLong("earliest")).isBetween(0L, next.getLong("end"));
        state = word;
        session = next.getLong("session");
        end = next.getLong("end");
    }

    /** The gateway starts again. */
    void newProcess() {
        state = "closed";
    }
}
