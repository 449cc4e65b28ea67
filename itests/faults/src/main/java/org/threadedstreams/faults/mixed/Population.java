package org.threadedstreams.faults.mixed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.threadedstreams.faults.Resources;
import org.threadedstreams.faults.content.Mix;
import org.threadedstreams.faults.peer.HubPeer;
import org.threadedstreams.faults.peer.PeerHub;
import org.threadedstreams.faults.peer.Pty;
import org.threadedstreams.faults.peer.TcpProxy;
import org.threadedstreams.rig.SshServer;
import org.threadedstreams.rig.Tool;

/** Makes the streams and all that they need to reach their peers. For one thread. */
final class Population {

    private static final int SSH_PERCENT = 10;
    private static final int SERIAL_PERCENT = 15;
    private static final int EXEC_PERCENT = 15;
    private static final int PROXY_PERCENT = 2;
    private static final int MOST_SSH_SERVERS = 3;
    private static final int ONE_IMPATIENT_IN = 20;

    private final MixedOptions options;
    private final Resources resources;
    private final PeerHub hub;
    private final List<SshServer> servers = new ArrayList<>();
    private final List<MixedStream> streams = new ArrayList<>();

    Population(MixedOptions options, Resources resources) throws Exception {
        this.options = options;
        this.resources = resources;
        this.hub = resources.add(new PeerHub());
    }

    List<MixedStream> make() throws Exception {
        int ssh = percent(SSH_PERCENT);
        int serial = percent(SERIAL_PERCENT);
        int exec = Files.exists(options.distribution().resolve("transports/transport-exec.jar"))
                ? percent(EXEC_PERCENT)
                : 0;
        int proxy = percent(PROXY_PERCENT);
        for (int count = 0; count < Math.min(ssh, MOST_SSH_SERVERS); count++) {
            Path folder = Files.createDirectories(options.work().resolve("sshd-" + count));
            servers.add(resources.add(new SshServer(folder)));
        }
        add(Kind.SSH, ssh);
        add(Kind.SERIAL, serial);
        add(Kind.EXEC, exec);
        add(Kind.PROXY, proxy);
        add(Kind.TCP, options.streams() - streams.size());
        return streams;
    }

    private int percent(int percent) {
        return Math.max(1, options.streams() * percent / 100);
    }

    private void add(Kind kind, int count) throws Exception {
        for (int number = 0; number < count; number++) {
            String name = kind.name().toLowerCase(Locale.ROOT) + "-" + number;
            long seed = Mix.mix(options.seed(), name.hashCode());
            HubPeer peer = resources.add(new HubPeer(hub, seed));
            streams.add(new MixedStream(name, way(kind, number, peer.port()), peer, seed, settings(kind, number)));
        }
    }

    private Way way(Kind kind, int number, int target) throws Exception {
        return switch (kind) {
            case TCP -> new Way(kind, List.of("transport = tcp", "host = 127.0.0.1", "port = " + target), null);
            case PROXY -> {
                TcpProxy proxy = resources.add(new TcpProxy(target));
                yield new Way(kind, proxy.configuration(), proxy);
            }
            case SSH -> {
                SshServer server = servers.get(number % servers.size());
                yield new Way(kind, server.configuration(target), server);
            }
            case SERIAL -> {
                Pty pty = resources.add(pty(number, target));
                yield new Way(kind, pty.configuration(), pty);
            }
            case EXEC ->
                new Way(
                        kind,
                        List.of(
                                "transport = exec",
                                // What it says when it is killed is no part of the stream.
                                "command = exec " + Tool.path("socat") + " - TCP:127.0.0.1:" + target + " 2>/dev/null"),
                        null);
        };
    }

    private Pty pty(int number, int target) throws IOException {
        return new Pty(Files.createDirectories(options.work().resolve("pty")).resolve("port" + number), target);
    }

    /** Every third journal is in memory. Nothing is dropped for its size, so that all can be compared again at the end. */
    private static List<String> settings(Kind kind, int number) {
        List<String> settings = new ArrayList<>(List.of(
                "lines = false",
                "reconnectMinMillis = 50",
                "reconnectMaxMillis = 2000",
                "payloadMaxBytes = 4096",
                "journalMaxBytes = 67108864"));
        if (number % 3 == 1) {
            settings.add("journal = memory");
        }
        if (kind == Kind.PROXY) {
            settings.add("idleTimeoutMillis = 10000");
        }
        if ((kind == Kind.TCP || kind == Kind.SSH) && number % ONE_IMPATIENT_IN == 0) {
            settings.add(MixedStream.IMPATIENT);
        }
        return settings;
    }
}
