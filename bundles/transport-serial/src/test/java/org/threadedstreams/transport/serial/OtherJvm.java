package org.threadedstreams.transport.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a main class of the tests in a JVM of its own, for what this one cannot do to itself. */
final class OtherJvm {

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment;

    private OtherJvm(Map<String, String> environment, String... before) {
        this.environment = environment;
        command.addAll(Arrays.asList(before));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    /** One whose serial ports have a driver: {@code driver.c}. Its log is {@code log} in the folder. */
    static OtherJvm withDriver(Path folder) throws Exception {
        PtyPeer.requireTool("gcc");
        Path source = folder.resolve("driver.c");
        try (InputStream c = Objects.requireNonNull(OtherJvm.class.getResourceAsStream("/driver.c"))) {
            Files.copy(c, source);
        }
        Path library = folder.resolve("driver.so");
        Process gcc = new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(gcc.getInputStream().readAllBytes(), UTF_8)).isEmpty();
        return new OtherJvm(Map.of(
                "LD_PRELOAD",
                library.toString(),
                "DRIVER_LOG",
                Files.createFile(folder.resolve("log")).toString(),
                "DRIVER_COUNTS",
                folder.resolve("counts").toString(),
                "DRIVER_HANG",
                folder.resolve("hang").toString()));
    }

    /** One that another program starts. */
    static OtherJvm by(String... program) {
        return new OtherJvm(Map.of(), program);
    }

    /** With these options too. */
    OtherJvm options(String... options) {
        command.addAll(Arrays.asList(options));
        return this;
    }

    /** Without what is of that name on its class path. */
    OtherJvm without(String jar) {
        int at = command.indexOf("-cp") + 1;
        command.set(
                at,
                Stream.of(command.get(at).split(File.pathSeparator))
                        .filter(entry ->
                                !Path.of(entry).getFileName().toString().startsWith(jar))
                        .collect(Collectors.joining(File.pathSeparator)));
        return this;
    }

    /** Runs the class's main to its end; returns what it printed. */
    String run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> all = Stream.of(command, List.of(main.getName()), List.of(arguments))
                .flatMap(List::stream)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
