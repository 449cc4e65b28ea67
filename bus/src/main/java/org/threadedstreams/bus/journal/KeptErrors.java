package org.threadedstreams.bus.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest error events, as JSON. Not safe for several threads. */
final class KeptErrors {

    private final Deque<String> texts = new ArrayDeque<>(1);
    private long chars;

    void add(String json) {
        texts.add(json);
        chars += json.length();
        while (texts.size() > Journal.MOST_ERRORS || texts.size() > 1 && chars > Journal.MOST_ERROR_CHARS) {
            chars -= texts.remove().length();
        }
    }

    void clear() {
        texts.clear();
        chars = 0;
    }

    List<String> all() {
        return List.copyOf(texts);
    }
}
