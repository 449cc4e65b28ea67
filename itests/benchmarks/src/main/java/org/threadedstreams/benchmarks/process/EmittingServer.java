package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.rig.SshServer;

/** An OpenSSH server with a command that writes as many bytes as it was last told. For one thread. */
public final class EmittingServer implements AutoCloseable {

    private final SshServer server;
    private final String command;
    private final Path size;
    private final Path start;

    public EmittingServer(Ground ground) throws Exception {
        Path folder = ground.folder("sshd");
        size = folder.resolve("size");
        start = folder.resolve("start");
        command = "exec " + ground.natives().path("emit") + " " + size + " " + start;
        // MINA alone knows no ed25519.
        server = new SshServer(folder, "ecdsa");
    }

    /** Has the next command write so many. */
    public void emit(long bytes) throws IOException {
        Files.deleteIfExists(start);
        Files.writeString(size, Long.toString(bytes));
    }

    /** When the latest command began to write, in the time of {@link System#nanoTime}. */
    public long startNanos() throws IOException {
        return new Answer(Files.readString(start)).number("start");
    }

    public int port() {
        return server.port();
    }

    public String command() {
        return command;
    }

    public String identity() {
        return server.identity().toString();
    }

    public String knownHosts() {
        return server.knownHosts().toString();
    }

    /** What a stream's file must have to run the command. */
    public List<String> configuration() {
        return server.running(command);
    }

    @Override
    public void close() {
        server.close();
    }
}
