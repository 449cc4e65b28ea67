package org.threadedstreams.api.bus;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state object of a stream.
 *
 * @param transport the configured transport, or empty where the configuration names none
 * @param reason why it is in this state; may be empty
 * @param session the number of successful opens, 0 before the first
 * @param time when it came to this state, in microseconds since the epoch
 * @param journal the journal's id
 * @param earliest the first offset that the journal holds
 * @param end the offset after the last byte received
 * @param readBytes bytes received since the gateway started
 * @param writtenBytes bytes handed over since the gateway started
 * @param queuedBytes bytes accepted and not yet handed over
 * @param gaps how many gaps the journal has
 * @param errors how many error events since the gateway started
 */
public record StreamStatus(
        String stream,
        String transport,
        StreamState state,
        String reason,
        long session,
        long time,
        String journal,
        long earliest,
        long end,
        long readBytes,
        long writtenBytes,
        long queuedBytes,
        long gaps,
        long errors) {

    /** The JSON shape. */
    public Map<String, Object> shape() {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("stream", stream);
        shape.put("transport", transport);
        shape.put("state", state.word());
        shape.put("reason", reason);
        shape.put("session", session);
        shape.put("time", time);
        shape.put("journal", journal);
        shape.put("earliest", earliest);
        shape.put("end", end);
        shape.put("readBytes", readBytes);
        shape.put("writtenBytes", writtenBytes);
        shape.put("queuedBytes", queuedBytes);
        shape.put("gaps", gaps);
        shape.put("errors", errors);
        return shape;
    }
}
