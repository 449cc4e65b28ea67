package org.threadedstreams.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a file between two comments, which a program writes. Immutable. */
public record Marked(Path file, String name) {

    private String begin() {
        return "<!-- " + name + ": begin, written by a program -->\n";
    }

    private String end() {
        return "<!-- " + name + ": end -->\n";
    }

    public String read() throws IOException {
        String text = Files.readString(file);
        return text.substring(from(text), to(text));
    }

    public void write(String part) throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, from(text)) + part + text.substring(to(text)));
    }

    private int from(String text) {
        return index(text, begin()) + begin().length();
    }

    private int to(String text) {
        return index(text, end());
    }

    private int index(String text, String mark) {
        int at = text.indexOf(mark);
        if (at < 0) {
            throw new IllegalStateException(file + " has no line " + mark.strip());
        }
        return at;
    }
}
