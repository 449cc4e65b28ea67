package org.threadedstreams.faults.fault;

import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.peer.SshRoute;
import org.threadedstreams.faults.stream.Lane;

/** The process of an SSH session is killed; sshd still listens. */
final class SshdSessionKilled implements Fault {

    @Override
    public String kind() {
        return "sshd-session-killed";
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
        lane.pour(random);
        ((SshRoute) lane.route()).server().killSessions();
        lane.reconnected(Set.of("READ_FAILED", "WRITE_FAILED", "END_OF_STREAM"));
    }
}
