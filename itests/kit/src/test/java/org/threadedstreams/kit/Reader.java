package org.threadedstreams.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Somebody who follows a page of the manual in one shell, and in as many more as the page has commands that run on.
 *
 * <p>Used by one thread.
 */
final class Reader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Path folder;
    private final Path home;
    private final Path distribution;
    private final Path repository;
    private final List<Process> runningOn = new ArrayList<>();
    /** The folder in which the next command runs. Commands change it by cd, as in one shell. */
    private Path place;

    private Path output;
    private Process last;
    private int shells;

    /**
     * A reader at the beginning of a page.
     *
     * @param folder has what the reader makes, in {@code work/}, and what the commands print
     * @param home the reader's home folder
     * @param distribution the gateway's, whose programs are on the reader's PATH
     * @param repository the Maven repository into which the reader has installed the artifacts
     */
    Reader(Path folder, Path home, Path distribution, Path repository) throws IOException {
        this.folder = folder;
        this.home = home;
        this.distribution = distribution;
        this.repository = repository;
        this.place = Files.createDirectories(folder.resolve("work"));
    }

    /** Does what the page says, from its beginning to its end. */
    void follow(ManualPage page) throws Exception {
        for (ManualPage.Block block : page.blocks()) {
            follow(block);
        }
        assertThat(runningOn).as("a command that should run on has ended").allMatch(Process::isAlive);
    }

    private void follow(ManualPage.Block block) throws Exception {
        if (block.isCommands()) {
            run(block);
        } else if (block.isOutput()) {
            awaitOutput(block.text());
        } else {
            write(place.resolve(block.path()), block.text());
        }
    }

    /** Writes a file of the page. If the file exists, the page only shows it, and has to show what is in it. */
    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file)) {
            assertThat(Files.readString(file))
                    .as("%s is not what the page shows", file)
                    .isEqualTo(text);
        } else {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }

    private void run(ManualPage.Block block) throws Exception {
        output = folder.resolve("output" + shells);
        Path placeFile = folder.resolve("place" + shells);
        Path script = folder.resolve("script" + shells++);
        Files.writeString(script, block.text() + (block.runsOn() ? "" : "\npwd > " + placeFile + "\n"));
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-e", script.toString())
                .directory(place.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("MAVEN_OPTS", "-Duser.home=" + home + " -Dmaven.repo.local=" + repository);
        builder.environment().put("PATH", distribution.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().remove("MAVEN_CMD_LINE_ARGS");
        last = builder.start();
        last.getOutputStream().close();
        if (block.runsOn()) {
            runningOn.add(last);
            return;
        }
        if (!last.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            end(last);
            throw new AssertionError("did not end: " + block.text() + "\nit printed: " + printed());
        }
        assertThat(last.exitValue())
                .as("%s\nprinted: %s", block.text(), printed())
                .isZero();
        place = Path.of(Files.readString(placeFile).strip());
    }

    /** Waits for the lines, which have to come in their order; other lines may come between them. */
    private void awaitOutput(String lines) throws Exception {
        Pattern expected = Pattern.compile(lines.lines()
                .filter(line -> !line.isBlank())
                .map(Reader::pattern)
                .collect(Collectors.joining("\n(?:.*\n)*?", "(?:.*\n)*?", "")));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            // Asked before looking: what has ended has printed everything.
            boolean ended = !last.isAlive();
            if (expected.matcher(printed()).lookingAt()) {
                return;
            }
            assertThat(ended || System.nanoTime() > deadline)
                    .as("the page shows:\n%s\nbut this was printed:\n%s", lines, printed())
                    .isFalse();
            last.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static String pattern(String line) {
        return Pattern.compile(Pattern.quote("..."))
                .splitAsStream(line.strip())
                .map(Pattern::quote)
                .collect(Collectors.joining(".*", ".*", ".*"));
    }

    private String printed() throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Ends, as by Ctrl-C, what still runs; the last one first. */
    @Override
    public void close() throws InterruptedException {
        for (int i = runningOn.size() - 1; i >= 0; i--) {
            end(runningOn.get(i));
        }
    }
}
