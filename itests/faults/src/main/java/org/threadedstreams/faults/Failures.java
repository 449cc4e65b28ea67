package org.threadedstreams.faults;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.stream.Lane;

/** Rounds that failed: told at once, with the command that runs one again. Safe for many threads. */
public final class Failures {

    private final Path folder;
    private final List<String> all = new ArrayList<>();

    /**
     * @param folder where a file for each tells all there is to know
     */
    public Failures(Path folder) {
        this.folder = folder;
    }

    synchronized void add(String kind, long seed, Throwable failure, @Nullable Lane lane) {
        add(
                kind,
                "itests/faults/run --faults 1 --streams 1 --kinds " + kind + " --seed " + seed,
                failure,
                () -> lane == null ? "" : lane.report());
    }

    /**
     * @param again the command that does the same once more
     * @param report what else may explain it
     */
    public synchronized void add(String kind, String again, Throwable failure, Supplier<String> report) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        Path file = folder.resolve("failure-" + (all.size() + 1) + ".txt");
        String what = "FAILED " + kind + ": " + firstLine(failure) + "\n  again: " + again + "\n  more: " + file;
        all.add(what);
        System.out.println(what);
        try {
            Files.writeString(file, what + "\n" + text + report.get());
        } catch (IOException e) {
            System.out.println(text);
        }
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    public synchronized List<String> all() {
        return List.copyOf(all);
    }
}
