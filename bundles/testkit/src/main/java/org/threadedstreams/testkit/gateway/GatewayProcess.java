package org.threadedstreams.testkit.gateway;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code tstreams run} as a child process, started any number of times on one home. Safe from any thread.
 *
 * <p>Its standard output and standard error, which has its log, go to one file beside the home.
 */
final class GatewayProcess {

    private static final String READY = "tstreams ready";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    /** Without the second compiler a gateway starts in little more than half the time. */
    private static final String JAVA_OPTS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final int POLL_MILLIS = 20;
    private static final int EXCERPT_BYTES = 64 * 1024;

    private final HomeFolder home;
    private final Path output;
    private final Map<String, String> environment;
    private final Duration startLimit;
    private @Nullable Process process;

    GatewayProcess(HomeFolder home, Map<String, String> environment, Duration startLimit) throws IOException {
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.startLimit = startLimit;
        output = Files.createFile(home.parent().resolve("output.log"));
    }

    /**
     * Starts the program and waits for its ready line.
     *
     * @throws IllegalStateException if it runs already, or did not become ready; with what it printed
     */
    synchronized void start() throws IOException, InterruptedException {
        if (running()) {
            throw new IllegalStateException("the gateway runs already; kill() or stop() it first");
        }
        long from = position();
        Process started = command().start();
        process = started;
        OrphanGuard.watch(started, home.parent());
        long deadline = System.nanoTime() + startLimit.toNanos();
        try {
            while (!since(from).contains(READY)) {
                boolean ended = started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (ended || System.nanoTime() > deadline) {
                    throw new IllegalStateException("the gateway did not become ready: "
                            + (ended
                                    ? "it ended with exit code " + started.exitValue()
                                    : "no ready line within " + startLimit.toSeconds() + " s")
                            + "; it printed:\n" + since(from));
                }
            }
        } catch (IllegalStateException | InterruptedException failure) {
            started.destroyForcibly();
            throw failure;
        }
    }

    private ProcessBuilder command() {
        ProcessBuilder builder = new ProcessBuilder(
                        Distribution.folder().resolve("bin/tstreams").toString(),
                        "run",
                        "--home",
                        home.folder().toString())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(output.toFile()));
        builder.environment().remove("TSTREAMS_HOME");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putIfAbsent("JAVA_OPTS", JAVA_OPTS);
        builder.environment().putAll(environment);
        return builder;
    }

    synchronized boolean running() {
        return process != null && process.isAlive();
    }

    synchronized long pid() {
        Process now = process;
        if (now == null || !now.isAlive()) {
            throw new IllegalStateException("the gateway does not run; " + condition());
        }
        return now.pid();
    }

    /** Whether it runs, as part of a sentence. */
    synchronized String condition() {
        Process now = process;
        if (now == null) {
            return "it was never started";
        }
        return now.isAlive() ? "it runs as process " + now.pid() : "it ended with exit code " + now.exitValue();
    }

    /** Ends the process as {@code kill -9} does, and waits until it is gone. */
    synchronized void kill() throws InterruptedException {
        Process now = process;
        if (now != null) {
            now.destroyForcibly().waitFor();
        }
    }

    /** Ends the process by SIGTERM, and by SIGKILL if that takes more than 20 s. */
    synchronized void stop() throws InterruptedException {
        Process now = process;
        if (now != null) {
            now.destroy();
            if (!now.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        }
    }

    /** How many bytes it has printed so far. */
    long position() throws IOException {
        return Files.size(output);
    }

    /** What it printed from a position on; of more than 64 KiB only the end. */
    String since(long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            long length = file.length() - position;
            long skipped = Math.max(0, length - EXCERPT_BYTES);
            byte[] bytes = new byte[(int) (length - skipped)];
            file.seek(position + skipped);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return skipped == 0 ? text : "(" + skipped + " bytes before this are left out)\n" + text;
        }
    }

    /** All that it printed. */
    String all() throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }
}
