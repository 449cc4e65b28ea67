package org.threadedstreams.benchmarks.workload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.threadedstreams.benchmarks.bare.Worker;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.process.EmittingServer;
import org.threadedstreams.benchmarks.process.Measured;
import org.threadedstreams.benchmarks.process.ProbedGateway;
import org.threadedstreams.rig.Tool;

/** The ways to take what a command on an SSH server writes. Stateless. */
final class SshDrains {

    private SshDrains() {}

    /** OpenSSH's own client. */
    static Drain client(Ground ground, EmittingServer server, String cipher) {
        return size -> Measured.run(
                ground.natives().path("used"),
                "-o",
                Tool.path("ssh"),
                "-F",
                "none",
                "-c",
                cipher,
                "-i",
                server.identity(),
                "-o",
                "UserKnownHostsFile=" + server.knownHosts(),
                "-o",
                "BatchMode=yes",
                "-p",
                Integer.toString(server.port()),
                System.getProperty("user.name") + "@127.0.0.1",
                server.command());
    }

    /** A bare library, whose worker is told the port, the user, the identity, and the command. */
    static Drain bare(EmittingServer server, Class<? extends Worker> worker) throws IOException {
        return Drains.bare(
                worker,
                size -> List.of(server.port(), System.getProperty("user.name"), server.identity(), server.command())
                        .toArray());
    }

    /** The program, to one consumer in its JVM. */
    static Drain gateway(Ground ground, EmittingServer server, String journal) throws Exception {
        server.emit(0);
        List<String> lines = new ArrayList<>(server.configuration());
        lines.addAll(List.of("reconnect = false", "lines = false", "journal = " + journal));
        ProbedGateway gateway = new ProbedGateway(ground, Map.of(Drains.STREAM, lines));
        gateway.probe().ask("settle", Drains.STREAM);
        return Drains.of(
                gateway, bytes -> List.of("read", Drains.STREAM, 1, bytes).toArray());
    }
}
