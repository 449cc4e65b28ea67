package org.threadedstreams.faults.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.threadedstreams.faults.content.OutputCheck;
import org.threadedstreams.faults.content.OutputCheck.Arrived;
import org.threadedstreams.faults.content.Violation;

/** Holds what one connection received against what the replies say. For one thread. */
public final class OutputLedger {

    private final Requests requests;
    private int arrivedBefore;

    public OutputLedger(Requests requests) {
        this.requests = requests;
    }

    /**
     * Judges a connection that is over, all of whose requests have their replies.
     *
     * @param connection what it is called
     * @param session whose output it is
     * @param complete whether all that was handed over must have arrived
     */
    public void judge(Object connection, OutputCheck output, long session, boolean complete) {
        List<Arrived> arrived = output.arrived();
        Map<Integer, Arrived> found = new HashMap<>();
        for (Arrived one : arrived) {
            judge(connection, session, one);
            found.put(one.number(), one);
        }
        if (complete) {
            for (WriteRecord record : requests.outcomes(arrivedBefore, requests.last())) {
                if (record.succeeded() && record.session() == session) {
                    judgeComplete(connection, record, found);
                }
            }
        }
        if (!arrived.isEmpty()) {
            arrivedBefore = arrived.get(arrived.size() - 1).number();
        }
    }

    private void judge(Object connection, long session, Arrived one) {
        WriteRecord record = requests.outcome(one.number());
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

    private static void judgeComplete(Object connection, WriteRecord record, Map<Integer, Arrived> found) {
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
