package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.probe.Probe;
import org.threadedstreams.rig.Folders;
import org.threadedstreams.rig.GatewayProcess;

/**
 * The program, run as a person runs it, with the probe in its deploy folder and streams that open when the probe is told so.
 *
 * <p>For one thread.
 */
public final class ProbedGateway implements AutoCloseable {

    private static final int PROBE_MILLIS = 60_000;

    private final GatewayProcess gateway;
    private final Socket probe;
    private final Dialogue dialogue;

    /** @param streams the lines of each stream's file, by its name */
    public ProbedGateway(Ground ground, Map<String, List<String>> streams) throws Exception {
        Path home = ground.folder("gateway");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gateway = new GatewayProcess(ground.distribution(), home)
                    .with(Probe.PORT, Integer.toString(server.getLocalPort()));
            for (var stream : streams.entrySet()) {
                Files.write(home.resolve("etc/stream-" + stream.getKey() + ".cfg"), stream.getValue());
            }
            Files.createDirectories(home.resolve("deploy"));
            Files.copy(ground.probe(), home.resolve("deploy/probe.jar"));
            server.setSoTimeout(PROBE_MILLIS);
            try {
                gateway.start();
                probe = server.accept();
                probe.setTcpNoDelay(true);
                dialogue = new Dialogue(probe.getInputStream(), probe.getOutputStream());
            } catch (IOException | InterruptedException e) {
                gateway.close();
                throw e;
            }
        }
    }

    /** The file of a stream to a port on the loopback interface, that opens when it is told so. */
    public static List<String> tcp(int port, String... more) {
        List<String> lines =
                new ArrayList<>(List.of("transport = tcp", "host = 127.0.0.1", "port = " + port, "reconnect = false"));
        lines.addAll(List.of(more));
        return lines;
    }

    /** The file of a stream on a serial port. */
    public static List<String> serial(String path, String... more) {
        List<String> lines = new ArrayList<>(List.of("transport = serial", "port = " + path));
        lines.addAll(List.of(more));
        return lines;
    }

    public Dialogue probe() {
        return dialogue;
    }

    public long pid() {
        return gateway.pid();
    }

    public Path home() {
        return gateway.home();
    }

    /** Ends it, and leaves its home to the caller. */
    public void end() throws IOException {
        try (probe) {
            gateway.close();
        }
    }

    @Override
    public void close() throws IOException {
        end();
        Folders.delete(gateway.home());
    }
}
