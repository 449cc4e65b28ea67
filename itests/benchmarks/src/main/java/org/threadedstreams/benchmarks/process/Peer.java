package org.threadedstreams.benchmarks.process;

import java.io.IOException;

/** A plain C program that listens on a port it chose, such as the one with a prompt. For one thread. */
public final class Peer implements AutoCloseable {

    private final Program program;
    private final int port;

    public Peer(String... command) throws IOException {
        program = new Program(command);
        port = (int) program.dialogue().answer().number("port");
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        program.close();
    }
}
