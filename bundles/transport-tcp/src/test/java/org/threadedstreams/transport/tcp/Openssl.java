package org.threadedstreams.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program {@code openssl}. Stateless. */
final class Openssl {

    private Openssl() {}

    static void require() {
        boolean there = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl")));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("openssl is installed").isTrue();
        }
        assumeTrue(there, "openssl is not installed: apt-get install openssl");
    }

    static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(arguments);
        command.add(0, "openssl");
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    static void run(String... arguments) throws IOException, InterruptedException {
        Process openssl = start(List.of(arguments));
        String said = new String(openssl.getInputStream().readAllBytes());
        if (!openssl.waitFor(30, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
            throw new IOException("openssl " + String.join(" ", arguments) + " failed: " + said);
        }
    }
}
