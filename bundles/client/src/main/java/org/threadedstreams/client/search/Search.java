package org.threadedstreams.client.search;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the first of several targets in bytes that come in chunks. One thread at a time.
 *
 * <p>Of the targets that are there when a chunk has come, the one that starts first wins, then the one that stands first in the list.
 * A pattern matches what has arrived: {@code \d+} is found with its first digit. What stands on the end of what has arrived, as
 * {@code $} or {@code \b} may, is found once it is known what follows, or that nothing does.
 *
 * <p>After a hit or an exception it is spent: what follows is for a new search.
 */
public final class Search {
    private final List<Target> targets;
    private final long startOffset;
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();

    /**
     * @param targets at least one
     * @param windowBytes how long a match of a {@link Regex} may be; a longer one is not found
     * @param startOffset the offset of the first byte that will be fed
     */
    public Search(List<Target> targets, int windowBytes, long startOffset) {
        this.targets = List.copyOf(targets);
        this.startOffset = startOffset;
    }

    /**
     * Feeds the bytes that follow. The buffer is read from its position to its limit, neither changed nor kept.
     *
     * @param deadlineNanos on the scale of {@link System#nanoTime}
     * @return null: not found yet. Bytes after the match are not consumed: {@link Hit#end} says where it ends
     * @throws SearchTimeoutException the deadline passed inside a match
     */
    public @Nullable Hit feed(ByteBuffer bytes, long deadlineNanos) throws SearchTimeoutException {
        byte[] chunk = new byte[bytes.remaining()];
        bytes.duplicate().get(chunk);
        arrived.writeBytes(chunk);
        return first(false);
    }

    /** No more will come: the last chance for what could still have grown. Parameters as {@link #feed}'s. */
    public @Nullable Hit end(long deadlineNanos) throws SearchTimeoutException {
        return first(true);
    }

    /** The offset before which no match will start any more: at most the window and the longest literal before the end. */
    public long needed() {
        return startOffset;
    }

    private @Nullable Hit first(boolean ended) {
        Hit best = null;
        for (int which = 0; which < targets.size(); which++) {
            Hit hit = targets.get(which) instanceof Regex regex
                    ? regex(which, regex, ended)
                    : literal(which, ((Literal) targets.get(which)).bytes());
            best = hit != null && hit.before(best) ? hit : best;
        }
        return best;
    }

    private @Nullable Hit literal(int which, byte[] bytes) {
        byte[] all = arrived.toByteArray();
        for (int at = 0; at + bytes.length <= all.length; at++) {
            if (ByteBuffer.wrap(all, at, bytes.length).equals(ByteBuffer.wrap(bytes))) {
                return new Hit(which, startOffset + at, startOffset + at + bytes.length, List.of());
            }
        }
        return null;
    }

    private @Nullable Hit regex(int which, Regex regex, boolean ended) {
        String text = arrived.toString(regex.charset());
        Matcher matcher = regex.pattern().matcher(text);
        if (!matcher.find() || matcher.requireEnd() && !ended) {
            return null;
        }
        List<Hit.Group> groups = new ArrayList<>();
        for (int group = 0; group <= matcher.groupCount(); group++) {
            groups.add(new Hit.Group(
                    matcher.group(group),
                    offset(text, matcher.start(group), regex),
                    offset(text, matcher.end(group), regex)));
        }
        return new Hit(which, groups.get(0).start(), groups.get(0).end(), groups);
    }

    private long offset(String text, int index, Regex regex) {
        return index < 0 ? -1 : startOffset + text.substring(0, index).getBytes(regex.charset()).length;
    }
}
