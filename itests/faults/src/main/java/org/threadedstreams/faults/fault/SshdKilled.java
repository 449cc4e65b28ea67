package org.threadedstreams.faults.fault;

import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.peer.SshRoute;
import org.threadedstreams.faults.stream.Lane;
import org.threadedstreams.rig.SshServer;

/** All of an SSH server is killed, and starts again. */
final class SshdKilled implements Fault {

    private static final Set<String> CODES = Set.of("READ_FAILED", "WRITE_FAILED", "END_OF_STREAM");

    @Override
    public String kind() {
        return "sshd-killed";
    }

    @Override
    public Route route(Site site) throws Exception {
        return Routes.ssh(site);
    }

    @Override
    public Optional<String> missing() {
        return Routes.missingSsh();
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        SshServer server = ((SshRoute) lane.route()).server();
        lane.pour(random);
        server.kill();
        lane.awaitError(CODES);
        server.restart();
        lane.reconnected(CODES);
    }
}
