package org.threadedstreams.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.client.BridgeClient;

/**
 * The program, run as a person runs it, with a home of its own.
 *
 * <p>Safe for many threads.
 */
public final class GatewayProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int LOG_LINES = 60;

    private final Path distribution;
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> clients = new ArrayList<>();
    private @Nullable Process process;

    /**
     * @param home a new folder
     */
    public GatewayProcess(Path distribution, Path home) throws IOException {
        this.distribution = distribution;
        this.home = Files.createDirectories(home);
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/bridge.cfg"), "port = 0\n");
        Files.writeString(home.resolve("etc/web.cfg"), "port = 0\n");
    }

    public Path home() {
        return home;
    }

    public Path distribution() {
        return distribution;
    }

    /** A variable that it has from its next start on. */
    public synchronized GatewayProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** The process that runs now. */
    public synchronized long pid() {
        Process now = process;
        if (now == null) {
            throw new IllegalStateException("it was not started");
        }
        return now.pid();
    }

    /** Starts it and waits until it is ready. */
    public synchronized void start() throws IOException, InterruptedException {
        Path out = home.resolve("out.txt");
        Process started = command(out, "run", "--home", home.toString());
        process = started;
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.readString(out).contains("tstreams ready")) {
            if (started.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException("the gateway did not start: " + Files.readString(home.resolve("err.txt")));
            }
        }
    }

    private Process command(Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(distribution.resolve("bin/tstreams").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        out.resolveSibling("err.txt").toFile()));
        builder.environment().remove("TSTREAMS_HOME");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs a command of the program beside the gateway, such as {@code tail}. It is ended with the gateway at the latest. */
    public Process client(Path out, String command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(command, "--home", home.toString()));
        all.addAll(List.of(arguments));
        Process client = command(out, all.toArray(String[]::new));
        synchronized (clients) {
            clients.removeIf(one -> !one.isAlive());
            clients.add(client);
        }
        return client;
    }

    /** Kills it as {@code kill -9} does. */
    public synchronized void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Connects to its bridge. */
    public BridgeClient connect() throws IOException {
        return BridgeClient.connect(home);
    }

    /** Whatever may explain a failure: the log's end and every thread. */
    public String report() {
        StringBuilder report = new StringBuilder();
        try {
            Path log = home.resolve("data/log/gateway.log");
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            report.append("--- the gateway's log\n");
            lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                    .forEach(line -> report.append(line).append('\n'));
            Process now = process;
            if (now != null && now.isAlive()) {
                report.append("--- its threads\n").append(Tool.run("jstack", Long.toString(now.pid())));
            } else {
                report.append("--- it does not run\n");
            }
        } catch (IOException | InterruptedException e) {
            report.append("--- no more can be said: ").append(e);
        }
        return report.toString();
    }

    @Override
    public void close() {
        synchronized (clients) {
            clients.forEach(Process::destroyForcibly);
        }
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
