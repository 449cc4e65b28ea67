package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The latest error events beside a journal, one JSON text a line. It holds up to twice what is kept, so that it is seldom
 * written anew.
 *
 * <p>One thread at a time.
 */
final class ErrorsFile {

    static final String FILE = "errors.jsonl";

    private final JournalFolder folder;
    private int lines = -1;
    private long bytes;

    ErrorsFile(JournalFolder folder) {
        this.folder = folder;
    }

    void add(String json) throws IOException {
        byte[] line = (json.replaceAll("[\r\n]", " ") + "\n").getBytes(StandardCharsets.UTF_8);
        // The first time too: a line that was cut off must not swallow the next.
        if (lines < 0 || lines >= 2 * Journal.MOST_ERRORS || bytes + line.length > 2L * Journal.MOST_ERROR_CHARS) {
            rewrite();
        }
        Files.write(path(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        lines++;
        bytes += line.length;
    }

    private void rewrite() throws IOException {
        List<String> kept = all();
        byte[] text = kept.stream()
                .map(json -> json + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        if (!kept.isEmpty()) {
            folder.replace(FILE, text, false);
        }
        lines = kept.size();
        bytes = text.length;
    }

    /** The latest, the oldest first. A line that was cut off is not one. */
    List<String> all() throws IOException {
        KeptErrors kept = new KeptErrors();
        if (Files.exists(path())) {
            String text = folder.text(FILE);
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(kept::add);
        }
        return kept.all();
    }

    private Path path() {
        return folder.path().resolve(FILE);
    }
}
