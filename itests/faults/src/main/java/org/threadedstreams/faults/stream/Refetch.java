package org.threadedstreams.faults.stream;

import java.io.IOException;
import java.util.Arrays;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.content.JournalCheck;
import org.threadedstreams.faults.content.Violation;

/** Fetches what was observed before once more, and compares. For one thread. */
public record Refetch(BridgeClient client, String stream, JournalCheck journal) {

    /** Reads {@code [from, to)}. Returns how many gaps were told. */
    public long read(long from, long to) throws IOException, InterruptedException {
        long gaps = 0;
        long at = from;
        while (at < to) {
            BridgeMessage part = Consumer.fetch(client, stream, at);
            gaps += gap(part, at);
            judge(part, to);
            long next = part.number(Addresses.HEADER_NEXT);
            if (next <= at && part.bytes().length == 0) {
                throw new Violation(to - at, "offset " + at + " was observed, and a fetch there brings nothing");
            }
            at = next;
        }
        return gaps;
    }

    private static int gap(BridgeMessage part, long at) {
        String gap = part.headers().get(Addresses.HEADER_GAP);
        if (gap != null) {
            Gaps.check(gap);
            return 1;
        }
        long offset = part.number(Addresses.HEADER_OFFSET);
        if (offset != at) {
            throw new Violation(offset - at, "a fetch at " + at + " skips bytes and tells no gap");
        }
        return 0;
    }

    private void judge(BridgeMessage part, long to) {
        long offset = part.number(Addresses.HEADER_OFFSET);
        int known = (int) Math.max(0, Math.min(part.bytes().length, to - offset));
        journal.verify(offset, Arrays.copyOf(part.bytes(), known));
    }
}
