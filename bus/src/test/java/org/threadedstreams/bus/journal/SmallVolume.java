package org.threadedstreams.bus.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real file system of one mebibyte, which a test can fill up. Mounting it needs root, or sudo without a password. */
final class SmallVolume implements AutoCloseable {

    static final int SIZE = 1 << 20;

    private final Path path;

    private SmallVolume(Path path) {
        this.path = path;
    }

    /** Skips the test, visibly, where nothing may be mounted; in CI that is a failure. */
    static SmallVolume mount(Path folder) throws IOException, InterruptedException {
        String why = run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "tmpfs", folder.toString());
        if (!why.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("a small file system is needed, and mounting it failed: " + why);
        }
        Assumptions.assumeTrue(why.isEmpty(), () -> "no small file system could be mounted: " + why);
        return new SmallVolume(folder);
    }

    /** Empty, or why it failed. */
    private static String run(String... command) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>("root".equals(System.getProperty("user.name")) ? List.of() : List.of("sudo", "-n"));
        all.addAll(List.of(command));
        Process process;
        try {
            process = new ProcessBuilder(all).redirectErrorStream(true).start();
        } catch (IOException e) {
            return e.toString();
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        boolean ended = process.waitFor(10, TimeUnit.SECONDS);
        return ended && process.exitValue() == 0 ? "" : said + " ";
    }

    Path path() {
        return path;
    }

    /** Takes the space of others, up to so many bytes that are left; less than before if need be. */
    void leave(long bytes) throws IOException {
        Path ballast = path.resolve("ballast");
        Files.deleteIfExists(ballast);
        long more = path.toFile().getUsableSpace() - bytes;
        try (OutputStream file = Files.newOutputStream(ballast)) {
            file.write(new byte[(int) Math.max(0, more)]);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        String why = run("umount", "-l", path.toString());
        if (!why.isEmpty()) {
            throw new IOException("umount: " + why);
        }
    }
}
