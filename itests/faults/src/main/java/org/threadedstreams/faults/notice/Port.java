package org.threadedstreams.faults.notice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.rig.Tool;

/** A pty that is there until it is pulled, and again once it is plugged. For one thread. */
final class Port implements AutoCloseable {

    private final Path path;
    private final String behind;
    private Process socat;

    /**
     * @param behind socat's other address
     */
    Port(Path path, String behind) throws Exception {
        this.path = path;
        this.behind = behind;
        this.socat = start();
        Await.until(path + " is there", () -> Files.exists(path));
    }

    private Process start() throws IOException {
        return new ProcessBuilder(Tool.path("socat"), "pty,raw,echo=0,link=" + path, behind)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    Path path() {
        return path;
    }

    void pull() throws IOException {
        socat.descendants().forEach(ProcessHandle::destroyForcibly);
        socat.destroyForcibly().onExit().join();
        Files.deleteIfExists(path);
    }

    void plug() throws Exception {
        socat = start();
        Await.until(path + " is there", () -> Files.exists(path));
    }

    @Override
    public void close() throws IOException {
        pull();
    }
}
