package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.rig.Tool;

/**
 * A serial port that {@code socat} makes once more whenever it is gone: a pty, whose other side is connected to a TCP port.
 *
 * <p>Safe for many threads.
 */
public final class Pty implements AutoCloseable {

    private final Path link;
    private final int port;
    private @Nullable Process socat;
    private boolean closed;

    /**
     * @param link how it is called
     * @param port on the loopback interface, connected to when somebody opens it
     */
    public Pty(Path link, int port) throws IOException {
        this.link = link;
        this.port = port;
        plug();
    }

    /** Its end comes when who opened it closes it, or when it is pulled. */
    private synchronized void plug() throws IOException {
        if (closed) {
            return;
        }
        socat = new ProcessBuilder(
                        Tool.path("socat"),
                        "pty,raw,echo=0,wait-slave,pty-interval=0.02,link=" + link,
                        "TCP:127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        socat.onExit().thenRun(this::plugAgain);
    }

    private void plugAgain() {
        try {
            plug();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a stream's file must have to open it. */
    public List<String> configuration() {
        return List.of("transport = serial", "port = " + link);
    }

    /** Takes it away; it comes back at once. */
    public synchronized void pull() {
        if (socat == null || !socat.isAlive()) {
            return;
        }
        try {
            // What is killed leaves it, and the next pty of anybody may have the number that it leads to.
            Files.deleteIfExists(link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        socat.destroyForcibly();
    }

    @Override
    public synchronized void close() {
        closed = true;
        pull();
    }
}
