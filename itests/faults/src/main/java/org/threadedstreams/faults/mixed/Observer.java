package org.threadedstreams.faults.mixed;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.client.BridgeClient;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.faults.content.JournalCheck;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.stream.Gaps;

/**
 * Observes a stream as it is published, by offset, and fetches what it missed. It has every byte judged, and has no thread of
 * its own: all happens where answers come.
 *
 * <p>Safe for many threads.
 */
final class Observer {

    private static final Duration FETCH_LIMIT = Duration.ofSeconds(120);

    private final String stream;
    private final BridgeClient client;
    private final JournalCheck journal;
    private String id = "";
    private long published;
    private boolean fetching;

    Observer(String stream, BridgeClient client, JournalCheck journal)
            throws IOException, StreamException, InterruptedException {
        this.stream = stream;
        this.client = client;
        this.journal = journal;
        client.subscribe(Verb.READ.of(stream), this::heard);
    }

    private synchronized void heard(BridgeMessage message) {
        guarded(() -> {
            long offset = message.number(Addresses.HEADER_OFFSET);
            published = Math.max(published, offset + message.bytes().length);
            if (fetching || offset > journal.next()) {
                fetch();
            } else {
                accept(message);
            }
        });
    }

    /** Sees to it that everything before an offset is observed. Returns at once. */
    synchronized void fetchTo(long offset) {
        published = Math.max(published, offset);
        fetch();
    }

    private void fetch() {
        if (fetching || journal.next() >= published) {
            return;
        }
        fetching = true;
        long from = journal.next();
        client.request(Verb.FETCH.of(stream), Map.of("from", from), Map.of(), FETCH_LIMIT)
                .whenComplete((reply, failure) -> fetched(from, reply));
    }

    /** A fetch that fails, as while the stream's file is away, is tried again when something is published. */
    private synchronized void fetched(long from, @Nullable BridgeMessage reply) {
        fetching = false;
        if (reply == null) {
            return;
        }
        guarded(() -> {
            String gap = reply.headers().get(Addresses.HEADER_GAP);
            if (gap != null) {
                Gaps.check(gap);
                if (reply.number(Addresses.HEADER_OFFSET) > from) {
                    journal.hole(reply.number(Addresses.HEADER_OFFSET));
                }
            }
            accept(reply);
            if (gap == null && journal.next() == from) {
                throw new Violation("a fetch at offset " + from + " brings nothing, " + published + " was published");
            }
            fetch();
        });
    }

    private void accept(BridgeMessage message) {
        String found = message.headers().getOrDefault(Addresses.HEADER_JOURNAL, "");
        if (id.isEmpty()) {
            id = found;
        } else if (!Gaps.sameScale(id, found)) {
            throw new Violation("the journal was " + id + " and is " + found);
        }
        journal.accept(message.number(Addresses.HEADER_OFFSET), message.bytes());
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            journal.fail(e);
        }
    }
}
