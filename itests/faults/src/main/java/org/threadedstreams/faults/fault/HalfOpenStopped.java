package org.threadedstreams.faults.fault;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.ProxyRoute;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.peer.TcpProxy;
import org.threadedstreams.faults.stream.Lane;

/** The peer's process is stopped and never heard of again: the connection is there, and nobody is behind it. */
final class HalfOpenStopped implements Fault {

    static final List<String> IDLE_SETTINGS = List.of("idleTimeoutMillis = 3000");
    static final long HEARTBEAT_MILLIS = 200;
    static final Set<String> CODES = Set.of("IDLE_TIMEOUT");

    @Override
    public String kind() {
        return "half-open-stopped";
    }

    @Override
    public Route route(Site site) throws Exception {
        Route route = ProxyRoute.make(site.seed());
        route.peer().beatEvery(HEARTBEAT_MILLIS);
        return route;
    }

    @Override
    public Optional<String> missing() {
        return Routes.missing("socat", "socat");
    }

    @Override
    public List<String> settings() {
        return IDLE_SETTINGS;
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        TcpProxy proxy = ((ProxyRoute) lane.route()).proxy();
        lane.pour(random);
        proxy.stop();
        lane.awaitError(CODES);
        lane.reconnected(CODES);
        proxy.killStopped();
    }
}
