package org.threadedstreams.faults.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.content.JournalCheck;
import org.threadedstreams.faults.content.Violation;

/**
 * The error events of one stream. Each must carry input that is the journal's.
 *
 * <p>Safe for many threads.
 */
public final class ErrorLog {

    private static final int SHOWN = 5;

    private final List<Event> events = new ArrayList<>();
    private int judged;

    /** One error event. */
    public record Event(long session, String code, String message, long from, long to, byte[] unread, String journal) {

        @Override
        public String toString() {
            return "session " + session + " " + code + ": " + message + " [" + from + ", " + to + ")";
        }
    }

    public ErrorLog(String stream, BridgeClient client) throws IOException, StreamException, InterruptedException {
        client.subscribe(Verb.ERRORS.of(stream), this::heard);
    }

    private synchronized void heard(BridgeMessage message) {
        if (message.body() instanceof Map<?, ?> event && event.get("unread") instanceof Map<?, ?> unread) {
            events.add(new Event(
                    number(event, "session"),
                    String.valueOf(event.get("code")),
                    String.valueOf(event.get("message")),
                    number(unread, "from"),
                    number(unread, "to"),
                    unread.get("bytes") instanceof String bytes ? Addresses.bytes(bytes) : new byte[0],
                    String.valueOf(event.get("journal"))));
            notifyAll();
        }
    }

    private static long number(Map<?, ?> map, String key) {
        return map.get(key) instanceof Number number ? number.longValue() : -1;
    }

    synchronized int count() {
        return events.size();
    }

    synchronized boolean has(int since, Set<String> codes) {
        return events.stream().skip(since).anyMatch(event -> codes.contains(event.code()));
    }

    /** Waits for the event that tells of a session's end. */
    public synchronized Event await(long session, Set<String> codes, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            for (Event event : events) {
                if (event.session() == session && codes.contains(event.code())) {
                    return event;
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new Violation(
                        "no error event of session " + session + " has a code of " + codes + "; the last are " + this);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    /** Judges the input of the events that came since the last time; the journal must have been told up to their end. */
    public synchronized void judge(JournalCheck journal) {
        for (; judged < events.size(); judged++) {
            Event event = events.get(judged);
            if (event.to() - event.from() != event.unread().length) {
                throw new Violation(
                        "an error event tells " + event + " and carries " + event.unread().length + " bytes");
            }
            journal.verify(event.from(), event.unread());
        }
    }

    @Override
    public synchronized String toString() {
        return String.valueOf(events.subList(Math.max(0, events.size() - SHOWN), events.size()));
    }
}
