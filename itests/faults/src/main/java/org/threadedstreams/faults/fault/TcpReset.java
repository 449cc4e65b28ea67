package org.threadedstreams.faults.fault;

import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.stream.Lane;

/** The peer breaks the connection off with a reset. */
final class TcpReset implements Fault {

    @Override
    public String kind() {
        return "tcp-reset";
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        lane.pour(random);
        lane.connection().reset();
        lane.reconnected(Set.of("READ_FAILED", "WRITE_FAILED"));
    }
}
