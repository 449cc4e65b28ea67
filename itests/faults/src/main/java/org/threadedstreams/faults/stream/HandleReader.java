package org.threadedstreams.faults.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.StreamGapException;
import org.threadedstreams.client.StreamTimeoutException;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.faults.content.JournalCheck;
import org.threadedstreams.faults.content.Violation;

/**
 * Reads a stream through a handle, as a Java program beside the gateway does: up to a line's end, then what is there. What
 * it reads, and what exceptions carry, must be what was observed by offset.
 *
 * <p>Safe for many threads; it has one of its own.
 */
final class HandleReader implements AutoCloseable {

    private static final byte[] LINE_END = {'\n'};
    private static final Duration WAIT = Duration.ofMillis(250);
    private static final int READ_BYTES = 64 * 1024;
    private static final long CLOSE_MILLIS = 30_000;

    private final Streams streams;
    private final ThreadedStream handle;
    private final JournalCheck journal;
    private final Thread thread;
    private volatile long position;
    private volatile boolean closed;

    /**
     * @param from where to begin; every byte from there on must come
     */
    HandleReader(String stream, Path home, JournalCheck journal, long from) throws IOException, StreamException {
        this.journal = journal;
        this.position = from;
        streams = Streams.connect(home);
        handle = streams.attach(stream).from(from);
        thread = new Thread(this::run, "handle-" + stream);
        thread.setDaemon(true);
        thread.start();
    }

    long position() {
        return position;
    }

    /** Waits until it has read everything before an offset. */
    void await(long offset) throws Exception {
        Await.until("the handle, at offset " + position + ", reads up to " + offset, () -> {
            journal.check();
            return position >= offset;
        });
    }

    /** The gateway is about to die: failures say nothing any more. */
    void expectDeath() {
        closed = true;
    }

    private void run() {
        try {
            while (!closed) {
                read();
            }
        } catch (StreamException e) {
            fail(new Violation("the handle at offset " + position + " fails: " + e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(RuntimeException e) {
        if (!closed) {
            journal.fail(e);
        }
    }

    private void read() throws StreamException, InterruptedException {
        try {
            take(handle.readUntil(LINE_END, WAIT));
        } catch (StreamTimeoutException quiet) {
            // What there is has no line's end.
        } catch (StreamGapException gap) {
            position = handle.mark().input();
        } catch (StreamException ended) {
            long to = ended.unread().to();
            judge(to - ended.unread().bytes().length, ended.unread().bytes());
        }
        take(handle.read(READ_BYTES));
    }

    private void take(Found found) throws StreamException, InterruptedException {
        if (found.from() != position) {
            throw new Violation("the handle was at offset " + position + " and finds from " + found.from());
        }
        judge(found.from(), found.beforeBytes());
        judge(found.start(), found.bytes());
        position = found.end();
    }

    private void take(byte[] bytes) throws InterruptedException {
        judge(position, bytes);
        position += bytes.length;
    }

    private void judge(long offset, byte[] bytes) throws InterruptedException {
        if (bytes.length > 0) {
            journal.await(offset + bytes.length, Await.LIMIT);
            journal.verify(offset, bytes);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        streams.close();
        thread.join(CLOSE_MILLIS);
    }
}
