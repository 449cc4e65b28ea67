package org.threadedstreams.faults.fault;

import java.util.Random;
import org.threadedstreams.faults.stream.Lane;

/** A consumer is killed while bytes pour: what it had is right, and nobody else notices. */
final class ConsumerKilled implements Fault {

    @Override
    public String kind() {
        return "consumer-killed";
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        try (TailProcess tail = new TailProcess(lane)) {
            lane.pour(random);
            tail.awaitOutput(1);
            lane.pour(random);
            tail.kill();
            tail.judge();
            lane.settle();
        }
        lane.judgeCounts();
    }
}
