package org.threadedstreams.faults.fault;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.PeerConnection;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.Lane;

/** The peer stops reading while the gateway writes: a write is not handed over in time. */
final class StalledReader implements Fault {

    /** More than all the buffers between the two take. */
    private static final long FLOOD_BYTES = 64L * 1024 * 1024;

    private static final Set<String> CODES = Set.of("WRITE_TIMEOUT");

    @Override
    public String kind() {
        return "stalled-reader";
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
    public List<String> settings() {
        return List.of("writeTimeoutMillis = 1500");
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        lane.pour(random);
        PeerConnection stalled = lane.connection();
        stalled.stopReading();
        lane.writer().allow(FLOOD_BYTES);
        lane.awaitError(CODES);
        lane.writer().stop();
        // What has left all the same must not be more than the replies say.
        stalled.readAgain();
        stalled.awaitOver(Await.LIMIT);
        lane.reconnected(CODES);
    }
}
