package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Runs the assembled distribution as a person does: its script, as processes. Ends them all when it is closed. */
final class Processes implements AutoCloseable {

    /** Generous: the machine that runs the tests may have other things to do. */
    static final Duration LIMIT = Duration.ofMinutes(2);

    static final Path DISTRIBUTION = Path.of(System.getProperty("tstreams.distribution"));

    private final Path folder;
    private final Path distribution;
    /**
     * What differs from this process's environment. SHELL is what "script" runs. The options of Java halve the processor time
     * of a start, which is most of what these tests take; the fault suite and the benchmarks run without them.
     */
    private final Map<String, String> environment =
            new HashMap<>(Map.of("SHELL", "/bin/sh", "JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));

    private final List<Process> started = new ArrayList<>();
    private int count;

    Processes(Path folder) {
        this(folder, DISTRIBUTION);
    }

    Processes(Path folder, Path distribution) {
        this.folder = folder;
        this.distribution = distribution;
    }

    /** The script. */
    Path program() {
        return distribution.resolve("bin/tstreams");
    }

    Processes with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts the program. */
    Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program().toString());
        command.addAll(List.of(arguments));
        return startCommand(command);
    }

    Running startCommand(List<String> command) throws IOException {
        Path out = folder.resolve("out" + count);
        Path err = folder.resolve("err" + count++);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().remove("TSTREAMS_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return new Running(process, out, err);
    }

    /** Runs the program to its end. */
    Running run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).awaitExit();
    }

    /** Starts a gateway and waits until it is ready. */
    Running gateway(Path home) throws IOException {
        Running gateway = start("run", "--home", home.toString());
        gateway.awaitOut("tstreams ready");
        return gateway;
    }

    /** A home whose bridge and page take any free ports. */
    static Path home(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("etc"));
        Files.writeString(folder.resolve("etc/bridge.cfg"), "port = 0\n");
        Files.writeString(folder.resolve("etc/web.cfg"), "port = 0\n");
        return folder;
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly();
        }
        for (Process process : started) {
            process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** A process and what it has printed. */
    record Running(Process process, Path outFile, Path errFile) {

        String out() {
            return read(outFile);
        }

        String err() {
            return read(errFile);
        }

        Running awaitExit() throws InterruptedException {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("ends; so far it said: %s %s", out(), err())
                    .isTrue();
            return this;
        }

        int exitCode() {
            return process.exitValue();
        }

        void awaitOut(String text) {
            await(text, true);
        }

        void awaitErr(String text) {
            await(text, false);
        }

        private void await(String text, boolean inOut) {
            Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
                boolean there = (inOut ? out() : err()).contains(text);
                if (!there && !process.isAlive()) {
                    throw new IllegalStateException(
                            "ended with " + exitCode() + " without saying " + text + "; it said: " + out() + err());
                }
                assertThat(there).as("%s in: %s%s", text, out(), err()).isTrue();
            });
        }

        private static String read(Path file) {
            try {
                return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
