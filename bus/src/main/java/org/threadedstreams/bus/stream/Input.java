package org.threadedstreams.bus.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.Unread;
import org.threadedstreams.bus.config.StreamSettings;
import org.threadedstreams.bus.journal.Journal;

/**
 * What becomes of received bytes: first the journal, then the bus, then lines.
 *
 * <p>Used from the stream's mailbox only; {@link #readBytes} is safe from any thread.
 */
final class Input {

    private static final Logger LOG = LoggerFactory.getLogger(Input.class);

    private final Supplier<Journal> journals;
    private final Publisher publisher;
    private @Nullable LineSplitter lines;
    private long session;
    /** The journal of the chunk that was split into lines last. */
    private String lineJournal = "";

    private volatile long readBytes;

    Input(Supplier<Journal> journals, Publisher publisher) {
        this.journals = journals;
        this.publisher = publisher;
    }

    long readBytes() {
        return readBytes;
    }

    void beginSession(long number, StreamSettings settings) {
        session = number;
        journals.get().beginSession(number);
        lines = settings.lines() ? new LineSplitter(settings.charset(), this::line) : null;
    }

    /**
     * First all of the chunks are appended, then all are published, so that who has to be woken for them is woken once.
     * Whatever happens to the journal, each of the bytes is in it or in a gap. Returns how many messages were published.
     */
    long received(List<ByteBuffer> chunks, long time) {
        long before = publisher.messages();
        List<Appended> appended = new ArrayList<>(chunks.size());
        for (ByteBuffer bytes : chunks) {
            Journal journal = journals.get();
            long offset = journal.end();
            try {
                journal.append(bytes, time);
                appended.add(new Appended(bytes, offset, journal.id()));
            } catch (RuntimeException | Error e) {
                LOG.error("journal {}: appending failed at offset {}", journal.id(), offset, e);
                publish(appended, time);
                appended.clear();
                lost(bytes.remaining() - (journal.end() - offset), "the journal failed: " + e);
            }
        }
        publish(appended, time);
        return publisher.messages() - before;
    }

    /** A chunk that is in the journal of that id. */
    private record Appended(ByteBuffer bytes, long offset, String journal) {}

    private void publish(List<Appended> chunks, long time) {
        for (Appended chunk : chunks) {
            readBytes += chunk.bytes().remaining();
            publisher.chunk(chunk.bytes(), chunk.offset(), time, session, chunk.journal());
            lineJournal = chunk.journal();
            if (lines != null && publisher.linesWanted()) {
                lines.add(chunk.bytes(), chunk.offset(), time);
            } else if (lines != null) {
                lines.pass(chunk.bytes(), chunk.offset(), time);
            }
        }
    }

    private void line(String line, long offset, long time, boolean partial) {
        publisher.line(line, offset, time, session, lineJournal, partial);
    }

    void lost(long bytes, String cause) {
        endLine();
        journals.get().missed(bytes, cause);
    }

    /** What has no terminator goes out as it is: nothing will follow it. */
    void endLine() {
        if (lines != null && publisher.linesWanted()) {
            lines.flush();
        } else if (lines != null) {
            lines.forget();
        }
    }

    /** The last input since an offset, as one half of a payload. */
    Unread unread(long from, int maxBytes) {
        Journal journal = journals.get();
        byte[] bytes = journal.tail(from, maxBytes);
        long start = journal.end() - bytes.length;
        return new Unread(start, journal.end(), bytes, start > from);
    }
}
