package org.threadedstreams.faults.fault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.Lane;

/** The transport's bundle is taken away, and put back. */
final class BundleRemoved implements Fault {

    @Override
    public String kind() {
        return "bundle-removed";
    }

    @Override
    public Sharing sharing() {
        return Sharing.KIND;
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
        Path jar = Transports.jar(lane);
        Path away = jar.resolveSibling("../" + jar.getFileName()).normalize();
        Files.move(jar, away);
        lane.states().await("waiting", state -> state.state().equals("waiting"), Await.LIMIT);
        Files.move(away, jar);
        lane.reconnected(Set.of("TRANSPORT_GONE"));
    }
}
