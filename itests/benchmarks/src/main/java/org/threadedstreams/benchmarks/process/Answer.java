package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A line of {@code name=value} words, in which every program of the suite answers. Immutable. */
public final class Answer {

    private final String line;
    private final Map<String, String> values = new HashMap<>();

    public Answer(String line) throws IOException {
        this.line = line;
        for (String word : line.strip().split("\\s+")) {
            int equals = word.indexOf('=');
            if (equals < 0 || word.startsWith("error=")) {
                throw new IOException("unexpected answer: " + line);
            }
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public long number(String name) throws IOException {
        String value = values.get(name);
        if (value == null) {
            throw new IOException("no " + name + " in: " + line);
        }
        return Long.parseLong(value);
    }
}
