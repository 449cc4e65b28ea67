package org.threadedstreams.faults.fault;

import java.util.Random;
import org.threadedstreams.faults.stream.Lane;

/** A consumer stops reading while bytes pour, and goes on later: it misses none, and hurts nobody. */
final class ConsumerStopped implements Fault {

    /** More than the gateway keeps for a client that does not read. */
    private static final long MISSED_BYTES = 1_000_000;

    @Override
    public String kind() {
        return "consumer-stopped";
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        try (TailProcess tail = new TailProcess(lane)) {
            lane.pour(random);
            tail.awaitOutput(1);
            tail.stop();
            lane.flood(random);
            lane.awaitMore(MISSED_BYTES);
            tail.goOn();
            lane.settle();
            tail.awaitAll();
            tail.judge();
        }
        lane.judgeCounts();
    }
}
