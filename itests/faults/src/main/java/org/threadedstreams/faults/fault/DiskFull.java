package org.threadedstreams.faults.fault;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.peer.SmallDiskRoute;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.Lane;

/** The journal's disk fills while bytes pour: the stream runs on in memory and says so, and is on disk again once there is space. */
final class DiskFull implements Fault {

    private static final Set<String> CODES = Set.of("JOURNAL_FAILED");

    @Override
    public String kind() {
        return "disk-full";
    }

    @Override
    public Route route(Site site) throws Exception {
        return new SmallDiskRoute(
                site.seed(), site.gateway().home().resolve("data/streams").resolve(site.stream()));
    }

    @Override
    public Optional<String> missing() {
        return SmallDiskRoute.missing();
    }

    @Override
    public List<String> settings() {
        return List.of("journalMaxBytes = 4194304");
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        SmallDiskRoute disk = (SmallDiskRoute) lane.route();
        lane.pour(random);
        int before = lane.errors();
        // The oldest segments go first, which makes room once more.
        Await.until("the journal of " + lane.stream() + " fails", () -> {
            disk.fill();
            lane.pour(random);
            return lane.hasError(before, CODES);
        });
        lane.pour(random);
        lane.settle();
        disk.free();
        lane.awaitDisk();
        lane.pour(random);
        lane.settle();
        lane.judgeCounts();
        lane.judgeErrors();
    }
}
