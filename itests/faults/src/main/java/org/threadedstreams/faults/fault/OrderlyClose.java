package org.threadedstreams.faults.fault;

import java.util.Random;
import java.util.Set;
import org.threadedstreams.faults.peer.PeerConnection;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.faults.stream.Lane;

/** The peer ends the connection in good order: all that it sent must be in the journal. */
final class OrderlyClose implements Fault {

    @Override
    public String kind() {
        return "orderly-close";
    }

    @Override
    public void strike(Lane lane, Random random) throws Exception {
        lane.pour(random);
        PeerConnection connection = lane.connection();
        connection.finish();
        connection.awaitOver(Await.LIMIT);
        lane.reconnected(Set.of("END_OF_STREAM", "WRITE_FAILED"));
    }
}
