package org.threadedstreams.faults.notice;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.threadedstreams.rig.Folders;
import org.threadedstreams.rig.GatewayProcess;
import org.threadedstreams.rig.Machine;

/**
 * Measures every row: from the moment that something happens to the error event at a consumer in another process, and from
 * the peer's return, or that event if it is later, to the state {@code open}. One stream after the other, in one gateway.
 *
 * <p>For one thread.
 */
public final class Notice {

    /** The name of the marked part of the README. */
    public static final String MARK = "noticed";

    private static final String HEADINGS = """
            | transport | what happens | code | noticed after | open again after | what decides how soon it is noticed |
            |---|---|---|---:|---:|---|
            """;

    private static final int SETTLED_MILLIS = 1_000;

    private final Path distribution;
    private final Path work;
    private final int rounds;
    private final List<String> notRun = new ArrayList<>();

    /**
     * @param work a folder for everything that it makes
     */
    public Notice(Path distribution, Path work, int rounds) {
        this.distribution = distribution;
        this.work = work;
        this.rounds = rounds;
    }

    /** The first two cells of every row that it knows. */
    public static List<List<String>> names() {
        return Rows.all().stream()
                .map(row -> List.of(row.transport(), row.what()))
                .toList();
    }

    /** Measures all rows. Returns the table, and how it was made. */
    public String run() throws Exception {
        return run(row -> true);
    }

    /** Measures the rows that take a second or so. */
    public String runQuick() throws Exception {
        return run(Row::quick);
    }

    /** Rows that this machine cannot run, and why. */
    public List<String> notRun() {
        return List.copyOf(notRun);
    }

    String run(Predicate<Row> chosen) throws Exception {
        Folders.delete(work);
        Files.createDirectories(work);
        StringBuilder table = new StringBuilder(HEADINGS);
        try (GatewayProcess gateway = new GatewayProcess(distribution, work.resolve("gateway"))) {
            gateway.start();
            for (Row row : Rows.all()) {
                if (chosen.test(row)) {
                    row.missing().get().ifPresent(what -> notRun.add(row.name() + " was not run: " + what));
                    if (row.missing().get().isEmpty()) {
                        String line = measured(row, gateway).line(row);
                        System.out.print(line);
                        table.append(line);
                    }
                }
            }
        }
        return table.append('\n').append(about()).toString();
    }

    private String about() {
        StringBuilder about =
                new StringBuilder("Median / most of " + rounds + ", made by `itests/faults/run --notice --rounds "
                        + rounds + "`, " + LocalDate.now(ZoneOffset.UTC) + ", " + Machine.describe() + ".\n");
        notRun.forEach(line -> about.append('\n').append(line).append(".\n"));
        return about.toString();
    }

    private Figures measured(Row row, GatewayProcess gateway) throws Exception {
        String stream = row.name().replaceAll("[^a-z]+", "-");
        // A Unix domain socket's path is short.
        Path folder = Files.createTempDirectory("noticed");
        Path file = gateway.home().resolve("etc/stream-" + stream + ".cfg");
        Figures figures = new Figures();
        try (Scene scene = row.maker().make(folder);
                Observer observer = new Observer(gateway.home(), stream)) {
            long since = System.nanoTime();
            Folders.write(file, String.join("\n", scene.configuration()) + "\n");
            for (int round = 0; round < rounds; round++) {
                observer.awaitOpen(since);
                // A session that outlives the wait before it lets the next wait be a short one.
                Thread.sleep(SETTLED_MILLIS);
                long struck = scene.strike(observer);
                long noticed = observer.awaitError(row.code(), row.words(), struck);
                scene.mend();
                long mended = System.nanoTime();
                since = noticed;
                long open = observer.awaitOpen(since);
                figures.add(noticed - struck, open - Math.max(noticed, mended));
            }
        } finally {
            Files.deleteIfExists(file);
            Folders.delete(folder);
        }
        return figures;
    }
}
