package org.threadedstreams.client.handle;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Found;
import org.threadedstreams.client.search.Hit;

/** A hit, with the bytes that were at hand. Immutable. */
final class Match implements Found {

    private final Cursor cursor;
    private final String journal;
    private final long from;
    private final Hit hit;
    private final byte[] bytes;
    /** Null: not kept. */
    private final byte @Nullable [] before;

    /** Under the cursor's lock. */
    Match(Cursor cursor, Scan scan, Hit hit) {
        this.cursor = cursor;
        this.journal = cursor.journal();
        this.from = scan.from();
        this.hit = hit;
        this.bytes = scan.copy(hit.start(), hit.end());
        this.before = hit.start() <= cursor.inbox.end() ? scan.copy(from, hit.start()) : null;
    }

    @Override
    public int which() {
        return hit.which();
    }

    @Override
    public long from() {
        return from;
    }

    @Override
    public long start() {
        return hit.start();
    }

    @Override
    public long end() {
        return hit.end();
    }

    @Override
    public String text() {
        return new String(bytes, cursor.charset);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String before() throws StreamException {
        return new String(before == null ? fetched() : before, cursor.charset);
    }

    @Override
    public byte[] beforeBytes() throws StreamException {
        return before == null ? fetched() : before.clone();
    }

    private byte[] fetched() throws StreamException {
        return new Range(cursor, journal, from, start()).fetch();
    }

    @Override
    public List<Group> groups() {
        return hit.groups().stream()
                .map(group -> new Group(group.text(), group.start(), group.end()))
                .toList();
    }

    @Override
    public String toString() {
        return "\"" + text() + "\" at [" + start() + ", " + end() + ")";
    }
}
