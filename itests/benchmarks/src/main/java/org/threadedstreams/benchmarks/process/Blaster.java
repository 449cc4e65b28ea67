package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import org.threadedstreams.benchmarks.measure.Ground;

/** The sender: who connects to its port is sent text as fast as it goes, and then the end. For one thread. */
public final class Blaster implements AutoCloseable {

    /** What may follow the bytes. */
    public static final String MARKER = "~END~";

    private final Program program;
    private final int port;

    public Blaster(Ground ground) throws IOException {
        program = new Program(ground.natives().path("blast"));
        port = (int) program.dialogue().answer().number("port");
    }

    public int port() {
        return port;
    }

    /**
     * Has the next one who connects, or has done so already, sent so many bytes.
     *
     * @param marker whether {@link #MARKER} follows
     */
    public void send(long bytes, boolean marker) {
        program.dialogue().tell(bytes, marker ? 1 : 0);
    }

    /** When the latest sending began, in the time of {@link System#nanoTime}. */
    public long startNanos() throws IOException {
        return program.dialogue().answer().number("start");
    }

    @Override
    public void close() {
        program.close();
    }
}
