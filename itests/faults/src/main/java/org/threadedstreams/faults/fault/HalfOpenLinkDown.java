package org.threadedstreams.faults.fault;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.threadedstreams.faults.peer.Link;
import org.threadedstreams.faults.peer.LinkRoute;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.stream.Lane;

/** The network between the two is gone without a word, and comes back after the gateway has noticed. */
final class HalfOpenLinkDown implements Fault {

    @Override
    public String kind() {
        return "half-open-link-down";
    }

    @Override
    public Route route(Site site) throws Exception {
        Route route = LinkRoute.over(site.folder().resolve("peer.sock"), site.seed());
        route.peer().beatEvery(HalfOpenStopped.HEARTBEAT_MILLIS);
        return route;
    }

    @Override
    public Optional<String> missing() {
        return Routes.missing("socat", "socat").or(Link::missing);
    }

    @Override
    public List<String> settings() {
        return HalfOpenStopped.IDLE_SETTINGS;
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        LinkRoute route = (LinkRoute) lane.route();
        lane.pour(random);
        route.link().down();
        lane.awaitError(HalfOpenStopped.CODES);
        route.link().up();
        lane.reconnected(HalfOpenStopped.CODES);
    }
}
