package org.threadedstreams.benchmarks.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object whose fields must be there. Immutable. */
record Fields(Map<?, ?> map) {

    Fields(Object json) {
        this((Map<?, ?>) json);
    }

    boolean has(String name) {
        return map.containsKey(name);
    }

    String text(String name) {
        return (String) field(name);
    }

    long number(String name) {
        return ((Number) field(name)).longValue();
    }

    List<?> list(String name) {
        return (List<?>) field(name);
    }

    Map<?, ?> map(String name) {
        return (Map<?, ?>) field(name);
    }

    private Object field(String name) {
        @Nullable Object field = map.get(name);
        if (field == null) {
            throw new IllegalArgumentException("no " + name + " in " + map.keySet());
        }
        return field;
    }
}
