package org.threadedstreams.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with the latest results of each mode, a section for each. For one thread. */
record Results(Path file) {

    static final String EACH = "# Each kind of fault by itself";
    static final String MIXED = "# Very many streams at once";

    /** Replaces the section with that heading, or adds it. */
    void put(String heading, String text) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        StringBuilder after = new StringBuilder();
        String section = heading + "\n\n" + text.strip() + "\n";
        boolean placed = false;
        for (String old : before.split("(?m)^(?=# )")) {
            boolean same = old.startsWith(heading + "\n");
            placed |= same;
            append(after, same ? section : old);
        }
        if (!placed) {
            append(after, section);
        }
        Files.writeString(file, after);
    }

    private static void append(StringBuilder text, String section) {
        if (!section.isBlank()) {
            text.append(text.isEmpty() ? "" : "\n").append(section.strip()).append('\n');
        }
    }
}
