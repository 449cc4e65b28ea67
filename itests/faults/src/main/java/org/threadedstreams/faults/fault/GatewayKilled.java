package org.threadedstreams.faults.fault;

import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.stream.Lane;

/** The gateway is killed with {@code kill -9} and started again: what was observed before is there, as the journal promises. */
final class GatewayKilled implements Fault {

    @Override
    public String kind() {
        return "gateway-killed";
    }

    @Override
    public Sharing sharing() {
        return Sharing.NONE;
    }

    @Override
    public Route route(Site site) throws Exception {
        return Routes.tcpOrSsh(site);
    }

    @Override
    public Optional<String> missing() {
        return Routes.missingSsh();
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        lane.pour(random);
        lane.expectDeath();
        lane.gateway().kill();
        lane.detach();
        lane.gateway().start();
        lane.attach();
        lane.readAllAgain();
        lane.reconnected(Set.of());
    }
}
