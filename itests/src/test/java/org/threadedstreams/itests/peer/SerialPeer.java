package org.threadedstreams.itests.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.threadedstreams.api.StreamCode;

/** A pty that {@code socat} makes: the port is its one side, socat's own input and output the other. */
public final class SerialPeer implements Peer {

    private final String program = Tool.path("socat", "socat");
    private final Path link;
    private Process socat;

    /**
     * @param link how the port is called
     */
    public SerialPeer(Path link) throws IOException {
        this.link = link;
        plugIn();
    }

    private void plugIn() throws IOException {
        socat = new ProcessBuilder(program, "-d", "-d", "-b", "65536", "pty,raw,echo=0,link=" + link, "stdio").start();
        BufferedReader log = socat.errorReader(StandardCharsets.UTF_8);
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("starting data transfer loop")) {
                return;
            }
        }
        throw new IOException("socat ended without making a pty");
    }

    @Override
    public String[] configuration() {
        return configuration(link.toString());
    }

    @Override
    public String[] nowhere() {
        return configuration(link + "-of-nobody");
    }

    private static String[] configuration(String port) {
        return new String[] {"transport = serial", "port = " + port};
    }

    /** The other side; plugs the port in again if it was pulled. */
    @Override
    public Far accept() throws IOException {
        if (!socat.isAlive()) {
            plugIn();
        }
        return new Far(socat.getInputStream(), socat.getOutputStream(), this::pull, this::pull);
    }

    /** The link goes too, as with an adapter; what stayed of it could lead to a pty of somebody else. */
    private void pull() throws IOException {
        socat.destroyForcibly().onExit().join();
        Files.deleteIfExists(link);
    }

    /** A port knows no end in good order. */
    @Override
    public StreamCode[] endCodes() {
        return new StreamCode[] {StreamCode.READ_FAILED, StreamCode.END_OF_STREAM};
    }

    @Override
    public void close() throws IOException {
        pull();
    }
}
