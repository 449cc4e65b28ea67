package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.threadedstreams.rig.Tool;

/**
 * A peer on TCP, and a small disk for the stream's journal, which can be filled.
 *
 * <p>For one thread. Needs root.
 */
public final class SmallDiskRoute implements Route {

    private static final String SIZE = "size=16m";
    private static final int BLOCK_BYTES = 64 * 1024;

    private final PeerServer peer;
    private final Path disk;
    private final Path filler;

    /**
     * @param disk the folder of the stream's journal, which is not there yet
     */
    public SmallDiskRoute(long seed, Path disk) throws IOException, InterruptedException {
        this.disk = disk;
        this.filler = disk.resolve("filler");
        Files.createDirectories(disk);
        mount(disk);
        peer = PeerServer.tcp(seed);
    }

    private static void mount(Path folder) throws IOException, InterruptedException {
        Tool.run(Tool.path("mount"), "-t", "tmpfs", "-o", SIZE + ",mode=0700", "tmpfs", folder.toString());
    }

    private static void unmount(Path folder) throws IOException, InterruptedException {
        // The gateway may still have files open there.
        Tool.run(Tool.path("umount"), "-l", folder.toString());
    }

    /** What this machine lacks for it. */
    public static Optional<String> missing() {
        try {
            Path probe = Files.createTempDirectory("faults");
            try {
                mount(probe);
                unmount(probe);
            } finally {
                Files.delete(probe);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("it needs the right to mount a tmpfs (root): " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** Takes all the space that there is now. */
    public void fill() throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /** Gives the space back. */
    public void free() throws IOException {
        Files.deleteIfExists(filler);
    }

    @Override
    public PeerServer peer() {
        return peer;
    }

    @Override
    public List<String> configuration() {
        return new TcpRoute(peer).configuration();
    }

    @Override
    public boolean direct() {
        return true;
    }

    @Override
    public void close() throws IOException {
        peer.close();
        try {
            unmount(disk);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
