package org.threadedstreams.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.threadedstreams.benchmarks.process.Natives;

/**
 * Where contenders live.
 *
 * @param distribution the program
 * @param probe the bundle that consumes in the gateway's JVM
 * @param work a folder that is empty at the start, on the disk that journals are on
 * @param natives the plain C programs
 * @param scripts the folder with the Python programs
 * @param form how much is measured
 */
public record Ground(Path distribution, Path probe, Path work, Natives natives, Path scripts, Form form) {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** A Python program of the suite. */
    public String script(String name) {
        return scripts.resolve(name).toString();
    }

    /** A new folder. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(work.resolve(name + "-" + NUMBER.incrementAndGet()));
    }
}
