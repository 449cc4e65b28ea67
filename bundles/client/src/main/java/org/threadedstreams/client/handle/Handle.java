package org.threadedstreams.client.handle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Mark;
import org.threadedstreams.client.Receipt;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.client.Until;

/** A handle: what its user calls, over a cursor. Two of them share one where one waits across sessions. */
final class Handle implements ThreadedStream {

    private final Cursor cursor;
    private final Writes writes;
    private final Runnable close;
    private final boolean across;

    /** {@code close}: idempotent, safe from any thread. */
    Handle(Cursor cursor, Writes writes, Runnable close, boolean across) {
        this.cursor = cursor;
        this.writes = writes;
        this.close = close;
        this.across = across;
    }

    @Override
    public String name() {
        return cursor.stream;
    }

    @Override
    public Receipt write(String text) throws StreamException {
        return writes.write(text, text.getBytes(cursor.charset), null);
    }

    @Override
    public Receipt write(String text, Duration timeout) throws StreamException {
        return writes.write(text, text.getBytes(cursor.charset), timeout);
    }

    @Override
    public Receipt write(byte[] bytes) throws StreamException {
        byte[] own = bytes.clone();
        return writes.write(own, own, null);
    }

    @Override
    public Receipt write(byte[] bytes, Duration timeout) throws StreamException {
        byte[] own = bytes.clone();
        return writes.write(own, own, timeout);
    }

    @Override
    public long waiting() {
        return writes.waiting();
    }

    @Override
    public byte[] read(int max) throws StreamException {
        return cursor.ready(max, true);
    }

    @Override
    public byte[] peek(int max) throws StreamException {
        return cursor.ready(max, false);
    }

    @Override
    public int ready() throws StreamException {
        return cursor.count();
    }

    @Override
    public byte[] consume() throws StreamException {
        return cursor.ready(Integer.MAX_VALUE, true);
    }

    @Override
    public Found readUntil(Until until, Duration timeout) throws StreamException {
        return Wait.run(cursor, new MatchSeeker(cursor, until), timeout, across);
    }

    @Override
    public String readLine(Duration timeout) throws StreamException {
        return readLines(1, 0, line -> false, timeout, timeout).get(0);
    }

    @Override
    public List<String> readLines(int max, int skip, Predicate<String> until, Duration timeout, Duration lineTimeout)
            throws StreamException {
        return Wait.run(cursor, new LineSeeker(cursor.charset, max, skip, until, lineTimeout), timeout, across);
    }

    @Override
    public boolean contains(String text) throws StreamException {
        return indexOf(text) >= 0;
    }

    @Override
    public int indexOf(String text) throws StreamException {
        // One character for each byte, so that offsets stay what they are.
        return latin(peek(Integer.MAX_VALUE)).indexOf(latin(text.getBytes(cursor.charset)));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean check(Predicate<String> predicate) throws StreamException {
        return predicate.test(new String(peek(Integer.MAX_VALUE), cursor.charset));
    }

    @Override
    public Mark mark() throws StreamException {
        return cursor.moves.mark();
    }

    @Override
    public ThreadedStream from(Mark mark) throws StreamException {
        cursor.moves.goTo(mark);
        return this;
    }

    @Override
    public ThreadedStream from(long offset) throws StreamException {
        cursor.moves.goTo(offset);
        return this;
    }

    @Override
    public ThreadedStream from(String from) throws StreamException {
        cursor.moves.goTo(from);
        return this;
    }

    @Override
    public ThreadedStream acrossSessions() {
        return across ? this : new Handle(cursor, writes, close, true);
    }

    @Override
    public void close() {
        close.run();
    }

    @Override
    public String toString() {
        return "handle on " + cursor.stream;
    }
}
