package org.threadedstreams.faults.fault;

import java.util.Random;
import org.threadedstreams.faults.stream.Lane;

/** A consumer stops reading while bytes pour, and goes on later: it misses none, and hurts nobody. */
final class ConsumerStopped implements Fault {

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
            lane.settle();
            tail.goOn();
            tail.awaitAll();
            tail.judge();
        }
        lane.judgeCounts();
    }
}
