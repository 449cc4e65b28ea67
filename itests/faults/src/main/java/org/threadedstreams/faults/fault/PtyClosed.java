package org.threadedstreams.faults.fault;

import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.peer.SerialRoute;
import org.threadedstreams.faults.stream.Lane;

/** A serial port's other side is gone, and comes back. */
final class PtyClosed implements Fault {

    @Override
    public String kind() {
        return "pty-closed";
    }

    @Override
    public Route route(Site site) throws Exception {
        return new SerialRoute(site.seed(), site.folder().resolve("port"));
    }

    @Override
    public Optional<String> missing() {
        return Routes.missing("socat", "socat");
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        lane.pour(random);
        ((SerialRoute) lane.route()).pull();
        lane.reconnected(Set.of("READ_FAILED", "WRITE_FAILED", "END_OF_STREAM"));
    }
}
