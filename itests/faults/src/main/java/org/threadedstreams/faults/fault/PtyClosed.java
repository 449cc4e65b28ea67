package org.threadedstreams.faults.fault;

import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.Route;
import org.threadedstreams.faults.peer.SerialRoute;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.Lane;

/**
 * A serial port's other side is gone while the gateway writes, and comes back. Nothing is on its way to the gateway at that
 * moment: at a hang-up a Linux pty throws away some of what is unread, and may deliver what came after it, which no reader
 * can tell.
 */
final class PtyClosed implements Fault {

    private static final int WRITTEN_BYTES = 100_000;

    @Override
    public String kind() {
        return "pty-closed";
    }

    @Override
    public Route route(Site site) throws Exception {
        return SerialRoute.at(site.folder().resolve("port"), site.seed());
    }

    @Override
    public Optional<String> missing() {
        return Routes.missing("socat", "socat");
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        lane.pour(random);
        lane.settle();
        lane.writer().allow(WRITTEN_BYTES);
        lane.connection().output().awaitMore(1 + random.nextInt(WRITTEN_BYTES / 2), Await.LIMIT);
        ((SerialRoute) lane.route()).pty().pull();
        lane.reconnected(Set.of("READ_FAILED", "WRITE_FAILED", "END_OF_STREAM"));
    }
}
