package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.threadedstreams.rig.Tool;

/** The plain C programs, compiled on this machine. Immutable. */
public final class Natives {

    private static final List<String> COMPILER = List.of("gcc", "-O2", "-Wall", "-Wextra", "-Werror");

    private final Path folder;

    /**
     * Compiles them.
     *
     * @param sources the folder with their sources
     * @param folder where they go
     */
    public Natives(Path sources, Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(sources)) {
            for (Path source :
                    files.filter(file -> file.toString().endsWith(".c")).toList()) {
                compile(source);
            }
        }
    }

    private void compile(Path source) throws IOException, InterruptedException {
        String name = source.getFileName().toString().replace(".c", "");
        Tool.run(Stream.concat(COMPILER.stream(), Stream.of("-o", path(name), source.toString()))
                .toArray(String[]::new));
    }

    /** Where a program is. */
    public String path(String program) {
        return folder.resolve(program).toString();
    }
}
