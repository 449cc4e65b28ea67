package org.threadedstreams.client.handle;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.Until;
import org.threadedstreams.client.search.Hit;
import org.threadedstreams.client.search.Literal;
import org.threadedstreams.client.search.Regex;
import org.threadedstreams.client.search.Search;
import org.threadedstreams.client.search.SearchTimeoutException;
import org.threadedstreams.client.search.Target;

/** Looks for literals and patterns. */
final class MatchSeeker implements Seeker<Found> {

    /** How long a match of a pattern may be: {@code searchWindowBytes}. */
    static final int WINDOW_BYTES = 65_536;

    private final Cursor cursor;
    private final Until until;
    private final List<Target> targets;
    private Search search;
    private @Nullable Hit hit;

    MatchSeeker(Cursor cursor, Until until) {
        this.cursor = cursor;
        this.until = until;
        this.targets = until.targets(cursor.charset).stream().map(this::target).toList();
        this.search = new Search(targets, WINDOW_BYTES, 0);
    }

    private Target target(Object target) {
        return target instanceof Pattern pattern ? new Regex(pattern, cursor.charset) : new Literal((byte[]) target);
    }

    @Override
    public void begin(long offset) {
        search = new Search(targets, WINDOW_BYTES, offset);
    }

    @Override
    public boolean feed(ByteBuffer bytes, long deadlineNanos) throws SearchTimeoutException {
        hit = search.feed(bytes, deadlineNanos);
        return hit != null;
    }

    @Override
    public boolean end(long deadlineNanos) throws SearchTimeoutException {
        hit = search.end(deadlineNanos);
        return hit != null;
    }

    @Override
    public long needed() {
        return hit == null ? search.needed() : Math.min(hit.start(), search.needed());
    }

    @Override
    public long consumesTo() {
        return Objects.requireNonNull(hit).end();
    }

    @Override
    public Found take(Scan scan) {
        return new Match(cursor, scan, Objects.requireNonNull(hit));
    }

    @Override
    public long deadline(long overall) {
        return overall;
    }

    @Override
    public String what() {
        return until.toString();
    }
}
