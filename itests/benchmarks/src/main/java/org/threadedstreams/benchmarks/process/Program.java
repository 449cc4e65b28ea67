package org.threadedstreams.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that the suite started, speaks with, and ends. For one thread. */
public final class Program implements AutoCloseable {

    private static final int END_SECONDS = 20;

    private final long startNanos;
    private final Process process;
    private final Dialogue dialogue;

    /** Its standard error is the suite's. */
    public Program(List<String> command) throws IOException {
        this(command, Redirect.INHERIT);
    }

    /** @param errors where its standard error goes */
    public Program(List<String> command, Redirect errors) throws IOException {
        startNanos = System.nanoTime();
        process = new ProcessBuilder(command).redirectError(errors).start();
        dialogue = new Dialogue(process.getInputStream(), process.getOutputStream());
    }

    public Program(String... command) throws IOException {
        this(List.of(command));
    }

    /** A JVM with the suite's class path and the options that the gateway has: none. */
    public static Program java(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new Program(command);
    }

    public Dialogue dialogue() {
        return dialogue;
    }

    /** When it was started, in the time of {@link System#nanoTime}. */
    public long startNanos() {
        return startNanos;
    }

    public long pid() {
        return process.pid();
    }

    /** Runs one to its end, and returns its last line. */
    public static Answer run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(Redirect.INHERIT)
                .redirectInput(new File("/dev/null"))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(List.of(command) + " failed: " + output);
        }
        List<String> lines = output.strip().lines().toList();
        if (lines.isEmpty()) {
            throw new IOException(List.of(command) + " said nothing");
        }
        return new Answer(lines.get(lines.size() - 1));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
