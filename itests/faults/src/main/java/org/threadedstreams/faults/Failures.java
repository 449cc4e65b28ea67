package org.threadedstreams.faults;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.stream.Lane;

/** Rounds that failed: told at once, with the command that runs one again. Safe for many threads. */
final class Failures {

    private final Path folder;
    private final List<String> all = new ArrayList<>();

    /**
     * @param folder where a file for each tells all there is to know
     */
    Failures(Path folder) {
        this.folder = folder;
    }

    synchronized void add(String kind, long seed, Throwable failure, @Nullable Lane lane) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        Path file = folder.resolve("failure-" + (all.size() + 1) + ".txt");
        String what =
                "FAILED " + kind + ": " + firstLine(failure) + "\n  again: itests/faults/run --faults 1 --streams 1"
                        + " --kinds " + kind + " --seed " + seed + "\n  more: " + file;
        all.add(what);
        System.out.println(what);
        try {
            Files.writeString(file, what + "\n" + text + (lane == null ? "" : lane.report()));
        } catch (IOException e) {
            System.out.println(text);
        }
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    synchronized List<String> all() {
        return List.copyOf(all);
    }
}
