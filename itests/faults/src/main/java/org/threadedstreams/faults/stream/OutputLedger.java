package org.threadedstreams.faults.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.threadedstreams.faults.content.OutputCheck.Arrived;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.peer.PeerConnection;

/** Holds what one connection received against what the replies say. For one thread. */
final class OutputLedger {

    private final Writer writer;
    private int arrivedBefore;

    OutputLedger(Writer writer) {
        this.writer = writer;
    }

    /**
     * Judges a connection that is over, all of whose requests have their replies.
     *
     * @param complete whether all that was handed over must have arrived
     */
    void judge(PeerConnection connection, long session, boolean complete) {
        List<Arrived> arrived = connection.output().arrived();
        Map<Integer, Arrived> found = new HashMap<>();
        for (Arrived one : arrived) {
            judge(connection, session, one);
            found.put(one.number(), one);
        }
        if (complete) {
            for (WriteRecord record : writer.outcomes(arrivedBefore, writer.last())) {
                if (record.succeeded() && record.session() == session) {
                    judgeComplete(connection, record, found);
                }
            }
        }
        if (!arrived.isEmpty()) {
            arrivedBefore = arrived.get(arrived.size() - 1).number();
        }
    }

    private void judge(PeerConnection connection, long session, Arrived one) {
        WriteRecord record = writer.outcome(one.number());
        if (record == null || one.number() <= arrivedBefore) {
            throw new Violation(one + " arrived on " + connection + " and is of no request of that session");
        }
        if (one.bytes() > record.handedOver() + record.doubt()) {
            throw new Violation(one + " arrived on " + connection + ", more than " + record + " tells");
        }
        if (record.succeeded() && (record.session() != session || record.offset() != one.position())) {
            throw new Violation(one + " arrived on " + connection + " in session " + session + ", which is not what "
                    + record + " tells");
        }
    }

    private static void judgeComplete(PeerConnection connection, WriteRecord record, Map<Integer, Arrived> found) {
        Arrived one = found.get(record.number());
        int bytes = one == null ? 0 : one.bytes();
        if (bytes != record.length()) {
            throw new Violation(
                    record.length() - bytes,
                    record + " was handed over and " + bytes + " bytes of it arrived on " + connection
                            + ", which ended in good order");
        }
    }
}
