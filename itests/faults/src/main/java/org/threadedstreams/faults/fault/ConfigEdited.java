package org.threadedstreams.faults.fault;

import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.stream.Lane;

/** The stream's file is edited, so that it reopens with other settings. */
final class ConfigEdited implements Fault {

    private static final int LEAST_PAYLOAD_BYTES = 1024;
    private static final int MOST_PAYLOAD_BYTES = 65_536;

    @Override
    public String kind() {
        return "config-edited";
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        lane.pour(random);
        // Never the same twice.
        int bytes = LEAST_PAYLOAD_BYTES + random.nextInt(MOST_PAYLOAD_BYTES - LEAST_PAYLOAD_BYTES);
        lane.configure("payloadMaxBytes = " + bytes, "idleTimeoutMillis = " + (600_000 + lane.session()));
        lane.reconnected(Set.of());
    }
}
