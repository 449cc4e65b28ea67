package org.threadedstreams.faults.fault;

import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.Lane;

/** The stream's file is deleted, and comes back: the journal goes on. */
final class ConfigRemoved implements Fault {

    @Override
    public String kind() {
        return "config-removed";
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
        lane.remove();
        lane.states().await("closed", state -> state.state().equals("closed"), Await.LIMIT);
        lane.configure();
        lane.reconnected(Set.of());
    }
}
