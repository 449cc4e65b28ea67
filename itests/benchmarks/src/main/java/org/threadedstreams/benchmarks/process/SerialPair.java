package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.rig.Tool;

/** Two ptys that {@code socat} joins, and at one of them a program that echoes, and sends when told so. For one thread. */
public final class SerialPair implements AutoCloseable {

    private final Program socat;
    private final Program far;
    private final Path near;

    public SerialPair(Ground ground) throws Exception {
        Path folder = ground.folder("pty");
        near = folder.resolve("near");
        Path other = folder.resolve("far");
        socat = new Program(Tool.path("socat"), "-b65536", pty(near), pty(other));
        Waiting.until("socat has made its ptys", () -> Files.exists(near) && Files.exists(other));
        far = new Program(ground.natives().path("line"), other.toString());
        far.dialogue().answer();
    }

    private static String pty(Path link) {
        return "pty,raw,echo=0,link=" + link;
    }

    /** The path of the end that is free. */
    public String path() {
        return near.toString();
    }

    /** Has the far end send so many bytes; returns when that began. */
    public long send(long bytes) throws IOException {
        return far.dialogue().ask(bytes).number("start");
    }

    @Override
    public void close() {
        far.close();
        socat.close();
    }
}
