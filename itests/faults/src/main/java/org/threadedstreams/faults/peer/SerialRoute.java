package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.gateway.Tool;

/**
 * A pty that {@code socat} makes once more whenever it is gone: the port is its one side, the peer the other.
 *
 * <p>Safe for many threads; it has one of its own.
 */
public final class SerialRoute implements Route {

    private final PeerServer peer;
    private final Path link;
    private @Nullable Process socat;
    private boolean closed;

    /**
     * @param link how the port is called
     */
    public SerialRoute(long seed, Path link) throws IOException {
        this.link = link;
        peer = PeerServer.tcp(seed);
        Thread plug = new Thread(this::plug, "pty");
        plug.setDaemon(true);
        plug.start();
    }

    /** Its end comes when the gateway closes the port, or when it is pulled. */
    private void plug() {
        try {
            for (Process pty = start(); pty != null; pty = start()) {
                pty.waitFor();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Process start() throws IOException {
        if (closed) {
            return null;
        }
        socat = new ProcessBuilder(
                        Tool.path("socat"),
                        "pty,raw,echo=0,wait-slave,pty-interval=0.02,link=" + link,
                        "TCP:127.0.0.1:" + peer.port())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return socat;
    }

    /** Closes the pty. */
    public synchronized void pull() {
        if (socat != null) {
            socat.destroyForcibly().onExit().join();
        }
    }

    @Override
    public PeerServer peer() {
        return peer;
    }

    @Override
    public boolean speaksFirst() {
        return false;
    }

    @Override
    public List<String> configuration() {
        return List.of("transport = serial", "port = " + link);
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
        }
        pull();
        peer.close();
    }
}
