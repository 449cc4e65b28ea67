package org.threadedstreams.faults.fault;

import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.stream.Lane;

/** Somebody asks for a reconnect in the middle of traffic. */
final class ReconnectAsked implements Fault {

    @Override
    public String kind() {
        return "reconnect-asked";
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        lane.pour(random);
        lane.control("reconnect");
        lane.reconnected(Set.of());
    }
}
