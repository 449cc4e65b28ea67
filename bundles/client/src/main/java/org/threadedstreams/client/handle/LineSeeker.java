package org.threadedstreams.client.handle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamException;

/** Collects lines. */
final class LineSeeker implements Seeker<List<String>> {

    private static final long MOST_BYTES = 64 * 1024 * 1024;

    private final Charset charset;
    private final int max;
    private final int skip;
    private final Predicate<String> until;
    private final Duration lineTimeout;

    private final List<String> lines = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long start;
    private long position;
    private int skipped;
    private long lineDeadline;

    LineSeeker(Charset charset, int max, int skip, Predicate<String> until, Duration lineTimeout) {
        this.charset = charset;
        this.max = max;
        this.skip = skip;
        this.until = until;
        this.lineTimeout = lineTimeout;
    }

    @Override
    public void begin(long offset) {
        lines.clear();
        line.reset();
        start = offset;
        position = offset;
        skipped = 0;
        lineDeadline = System.nanoTime() + Wait.nanos(lineTimeout);
    }

    @Override
    public boolean feed(ByteBuffer bytes, long deadlineNanos) throws StreamException {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            position++;
            if (next != '\n') {
                line.write(next);
            } else if (ended()) {
                return true;
            }
        }
        if (position - start > MOST_BYTES) {
            throw new StreamException(
                    StreamCode.REFUSED,
                    "these lines have more than " + MOST_BYTES + " bytes; nothing was consumed, read them in parts");
        }
        return false;
    }

    /** Takes a line that is whole; whether it is the last. */
    private boolean ended() {
        lineDeadline = System.nanoTime() + Wait.nanos(lineTimeout);
        String text = text();
        line.reset();
        if (skipped < skip) {
            skipped++;
            return false;
        }
        lines.add(text);
        return lines.size() == max || until.test(text);
    }

    private String text() {
        byte[] bytes = line.toByteArray();
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        return new String(bytes, 0, length, charset);
    }

    @Override
    public boolean end(long deadlineNanos) {
        if (max != 0) {
            return false;
        }
        if (line.size() > 0) {
            ended();
        }
        return true;
    }

    @Override
    public long needed() {
        return position;
    }

    @Override
    public long consumesTo() {
        return position;
    }

    @Override
    public List<String> take(Scan scan) {
        return List.copyOf(lines);
    }

    @Override
    public long deadline(long overall) {
        return overall - lineDeadline < 0 ? overall : lineDeadline;
    }

    @Override
    public String what() {
        String number = skip == 0 && max == 1 ? "a line" : "line " + (skipped + lines.size() + 1);
        return number + " (each within " + lineTimeout.toMillis() + " ms)";
    }
}
