package org.threadedstreams.launcher.client;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.client.BridgeMessage;
import org.threadedstreams.client.handle.JournalScale;
import org.threadedstreams.launcher.CommandFailure;

/**
 * Reads a stream without missing a byte: published messages while they follow each other, and by offset where they do not.
 *
 * <p>Used by one thread.
 */
public final class Tail {

    /** Messages that wait for the reader. What does not fit is fetched later. */
    private static final int WAITING = 64;

    /** Takes what is read. Called by the thread that reads. */
    public interface Sink {

        /** Bytes that follow those before. {@code timeMicros} is when they came, or -1 for fetched ones. */
        void bytes(long offset, byte[] bytes, int from, long timeMicros) throws IOException;

        /** Something about the stream that its reader has to know. */
        void note(String text);
    }

    private final GatewayLink link;
    private final String stream;
    private final Sink sink;
    private @Nullable JournalScale journal;
    private long cursor;

    /** Reads from the connection that the link has; {@link #follow} makes it anew when it is lost. */
    public Tail(GatewayLink link, String stream, Sink sink) {
        this.link = link;
        this.stream = stream;
        this.sink = sink;
    }

    /** Reads from a start that {@code fetch} knows to the end that there is now. */
    public void toTheEnd(String from) throws IOException, InterruptedException {
        fetch(from);
    }

    /** Reads from a start that {@code fetch} knows, and goes on until interrupted, over restarts of the gateway. */
    public void follow(String from) throws IOException, InterruptedException {
        while (true) {
            try {
                listen(journal == null ? from : cursor);
            } catch (GatewayAwayException away) {
                link.restore(away, sink::note);
                sink.note("connected again" + (journal == null ? "" : "; reading on at offset " + cursor));
            }
        }
    }

    private void listen(Object from) throws IOException, InterruptedException {
        BlockingQueue<BridgeMessage> messages = new ArrayBlockingQueue<>(WAITING);
        AtomicBoolean missed = new AtomicBoolean();
        link.current().subscribe(Addresses.Verb.READ.of(stream), message -> {
            if (!messages.offer(message)) {
                missed.set(true);
            }
        });
        fetch(from);
        while (true) {
            BridgeMessage message = messages.poll(1, TimeUnit.SECONDS);
            if (message != null) {
                take(message);
            } else {
                link.current().check();
            }
            if (messages.isEmpty() && missed.compareAndSet(true, false)) {
                fetch(cursor);
            }
        }
    }

    private void take(BridgeMessage message) throws IOException, InterruptedException {
        long offset = message.number(Addresses.HEADER_OFFSET);
        byte[] bytes = message.bytes();
        switch (see(message)) {
            case FORMER -> {
                // What it had was fetched from its own journal, or is gone with it.
            }
            case NEW -> fetch("earliest");
            case SAME -> {
                if (bytes.length == 0 || offset > cursor) {
                    fetch(cursor);
                } else if (offset + bytes.length > cursor) {
                    sink.bytes(cursor, bytes, (int) (cursor - offset), message.number(Addresses.HEADER_TIME));
                    cursor = offset + bytes.length;
                }
            }
        }
    }

    /** Fetches until there is no more. */
    private void fetch(Object from) throws IOException, InterruptedException {
        BridgeMessage reply = ask(from);
        while (true) {
            if (see(reply) == JournalScale.Sight.NEW) {
                reply = ask("earliest");
                continue;
            }
            noteGap(reply.headers().get(Addresses.HEADER_GAP));
            byte[] bytes = reply.bytes();
            if (bytes.length > 0) {
                sink.bytes(reply.number(Addresses.HEADER_OFFSET), bytes, 0, -1);
            }
            cursor = reply.number(Addresses.HEADER_NEXT);
            if (cursor >= reply.number(Addresses.HEADER_END)) {
                return;
            }
            reply = ask(cursor);
        }
    }

    /** An offset that is beyond the end belongs to a journal that is no more; the reply then tells which there is. */
    private BridgeMessage ask(Object from) throws InterruptedException {
        try {
            return link.current().fetch(stream, from);
        } catch (CommandFailure failure) {
            if (from instanceof Long
                    && failure.getCause() instanceof StreamException refused
                    && refused.code() == StreamCode.REFUSED) {
                BridgeMessage latest = link.current().fetch(stream, "latest");
                if (journal == null || !journal.id().equals(latest.headers().get(Addresses.HEADER_JOURNAL))) {
                    return latest;
                }
            }
            throw failure;
        }
    }

    private JournalScale.Sight see(BridgeMessage message) {
        String told = message.headers().getOrDefault(Addresses.HEADER_JOURNAL, "");
        if (journal == null) {
            journal = new JournalScale(told);
        }
        JournalScale.Sight sight = journal.see(told);
        if (sight == JournalScale.Sight.NEW) {
            sink.note(stream + " has a new journal; offsets start anew, reading on at its earliest byte");
        }
        return sight;
    }

    private void noteGap(@Nullable String json) throws IOException {
        if (json == null) {
            return;
        }
        Map<String, Object> gap = JSON.std.mapFrom(json);
        String bytes = gap.get("bytes") instanceof Number number && number.longValue() >= 0
                ? number + " bytes"
                : "an unknown number of bytes";
        sink.note("gap in " + stream + " at offset " + gap.get("at") + ": " + bytes
                + ("hole".equals(gap.get("kind")) ? " are gone: " : " were never received: ") + gap.get("cause"));
    }

    /** What {@code --from} takes: an offset, a word, or a time, as the bus takes it. */
    public static String checkedFrom(String from) {
        if (from.matches("-?\\d+|earliest|latest|time:.+")) {
            return from;
        }
        throw new CommandFailure("--from " + from + " is none of: an offset, -N for the last N bytes, earliest, latest,"
                + " time:2026-01-31T12:00:00Z");
    }
}
