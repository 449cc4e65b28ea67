package org.threadedstreams.faults.stream;

import java.util.Arrays;
import java.util.Map;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.Unsent;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.content.Violation;

/**
 * One write request and its one reply. Immutable.
 *
 * @param session whose output it stands in; 0 if the reply does not say, as a failed one does not
 * @param offset where the first byte that the reply tells of stands in that output
 * @param handedOver how many of its bytes were
 * @param doubt how many more may have left
 * @param code why it failed; empty if it did not
 */
public record WriteRecord(int number, int length, long session, long offset, int handedOver, int doubt, String code) {

    /** The gateway died before it could answer. */
    static final String UNANSWERED = "UNANSWERED";

    static WriteRecord receipt(int number, int length, BridgeMessage reply) {
        if (!(reply.body() instanceof Map<?, ?> body) || number(body, "bytes") != length) {
            throw new Violation("request " + number + " of " + length + " bytes has the receipt " + reply.body());
        }
        return new WriteRecord(number, length, number(body, "session"), number(body, "offset"), length, 0, "");
    }

    static WriteRecord failure(int number, byte[] bytes, StreamException failure) {
        Unsent unsent = failure.unsent();
        int handedOver = bytes.length - (int) unsent.count();
        if (unsent.count() < 1
                || handedOver < 0
                || unsent.truncated()
                || !Arrays.equals(unsent.bytes(), 0, unsent.bytes().length, bytes, handedOver, bytes.length)) {
            throw new Violation(
                    Math.max(1, bytes.length - unsent.bytes().length),
                    "request " + number + " of " + bytes.length + " bytes failed with " + unsent
                            + ", whose bytes are not its last");
        }
        return new WriteRecord(
                number,
                bytes.length,
                0,
                unsent.offset(),
                handedOver,
                unsent.doubt(),
                failure.code().name());
    }

    static WriteRecord unanswered(int number, int length) {
        return new WriteRecord(number, length, 0, 0, 0, length, UNANSWERED);
    }

    public boolean succeeded() {
        return code.isEmpty();
    }

    private static long number(Map<?, ?> map, String key) {
        return map.get(key) instanceof Number number ? number.longValue() : -1;
    }
}
