package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.threadedstreams.rig.FreePort;
import org.threadedstreams.rig.Tool;

/**
 * A process between the gateway and a peer, one for each connection, which can be stopped: then the connection is there and
 * nobody is behind it.
 *
 * <p>For one thread.
 */
public final class TcpProxy implements AutoCloseable {

    private final int port = FreePort.any();
    private final Process listener;
    private final List<ProcessHandle> stopped = new ArrayList<>();

    /**
     * @param target the port on the loopback interface that it passes on to
     */
    public TcpProxy(int target) throws Exception {
        listener = new ProcessBuilder(
                        Tool.path("socat"),
                        "TCP-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr,fork",
                        "TCP:127.0.0.1:" + target)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        FreePort.awaitListener(port);
    }

    /** Stops the processes of all connections that there are. */
    public void stop() throws IOException, InterruptedException {
        for (ProcessHandle one : listener.descendants().toList()) {
            if (!stopped.contains(one)) {
                Tool.signal("STOP", one.pid());
                stopped.add(one);
            }
        }
    }

    /** Kills those that were stopped. */
    public void killStopped() {
        stopped.forEach(ProcessHandle::destroyForcibly);
        stopped.clear();
    }

    /** What a stream's file must have to connect to it. */
    public List<String> configuration() {
        return List.of("transport = tcp", "host = 127.0.0.1", "port = " + port);
    }

    @Override
    public void close() {
        listener.descendants().forEach(ProcessHandle::destroyForcibly);
        listener.destroyForcibly();
    }
}
