package org.threadedstreams.itests.peer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs of this machine that peers are made of. Stateless. */
final class Tool {

    private Tool() {}

    /** The path of a program. Without it the test is skipped, and fails where the environment says {@code CI=true}. */
    static String path(String program, String debianPackage) {
        String found = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin", "/sbin"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
        if (found == null) {
            String missing = "there is no " + program + " on this machine: apt-get install " + debianPackage;
            throw "true".equals(System.getenv("CI")) ? new IllegalStateException(missing) : new MissingTool(missing);
        }
        return found;
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(List.of(command) + ": " + output);
        }
        return output;
    }
}
