package org.threadedstreams.client.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one pattern in a text that grows. One thread at a time.
 *
 * <p>A match is tried at each place once. Only where the attempt reached the end of what had come, and so might go otherwise with more,
 * it is tried again when more has come: such a place is open.
 */
final class PatternSearch {
    /** So near to the end {@code $} may hold, which {@link Starts} cannot know. */
    private static final int END = 2;
    /** So much text makes asking {@link Starts} worth what it costs. */
    private static final int LONG = 4096;

    private enum Attempt {
        FOUND,
        /** More text may make it a match. */
        OPEN,
        /** It is a match if no more text comes. */
        PENDING,
        FAILED
    }

    private final int which;
    private final Pattern pattern;
    private final Text text;
    private final int windowBytes;
    private final Matcher matcher;
    private final Starts starts;
    /** Whether the pattern may ask for the end of all, of which {@link Matcher#requireEnd} does not tell. */
    private final boolean endOfAll;

    /** Positions, ascending, all before {@link #fresh}. */
    private long[] open = new long[16];

    private int opens;
    /** The first position at which nothing was tried yet. */
    private long fresh;

    PatternSearch(int which, Pattern pattern, Text text, int windowBytes) {
        this.which = which;
        this.pattern = pattern;
        this.text = text;
        this.windowBytes = windowBytes;
        this.matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
        this.starts = new Starts(pattern);
        this.endOfAll = pattern.pattern().contains("\\z");
    }

    /** Looks at what has come; null: nothing found so far. With a hit or an exception it is spent. */
    @Nullable
    Hit look(boolean ended) throws SearchTimeoutException {
        try {
            Hit hit = firstOpen(ended);
            dropOld();
            return hit;
        } catch (Text.DeadlineException e) {
            throw new SearchTimeoutException("the pattern " + pattern + " was still being matched at the deadline");
        } catch (StackOverflowError e) {
            throw new PatternOverflowException(pattern, e);
        }
    }

    /** The offset before which no match starts any more. */
    long needed() {
        return text.offset(text.index(opens > 0 ? open[0] : fresh));
    }

    private @Nullable Hit firstOpen(boolean ended) {
        int candidates = opens;
        opens = 0;
        for (int i = 0; i < candidates; i++) {
            Attempt attempt = attempt(text.index(open[i]), ended);
            if (attempt == Attempt.FOUND) {
                return hit();
            }
            if (attempt != Attempt.FAILED) {
                open[opens++] = open[i];
            }
            if (attempt == Attempt.PENDING) {
                System.arraycopy(open, i + 1, open, opens, candidates - i - 1);
                opens += candidates - i - 1;
                return null;
            }
        }
        return firstFresh(ended);
    }

    private @Nullable Hit firstFresh(boolean ended) {
        int end = text.length();
        for (int at = next(text.index(fresh)); at < end; at = next(text.index(fresh))) {
            Attempt attempt = attempt(at, ended);
            if (attempt == Attempt.FOUND) {
                return hit();
            }
            fresh = text.position(at + width(at));
            if (attempt != Attempt.FAILED) {
                keepOpen(text.position(at));
            }
            if (attempt == Attempt.PENDING) {
                return null;
            }
        }
        fresh = text.position(end);
        return attempt(end, ended) == Attempt.FOUND ? hit() : null;
    }

    private int next(int from) {
        int to = text.length() - END;
        return from < to && text.position(to) > LONG ? starts.next(text.array(), from, to) : from;
    }

    private Attempt attempt(int at, boolean ended) {
        if (!matcher.region(at, text.length()).lookingAt()) {
            return matcher.hitEnd() ? Attempt.OPEN : Attempt.FAILED;
        }
        boolean needsEnd = matcher.requireEnd() || matcher.hitEnd() && endOfAll;
        int reach = needsEnd ? text.length() : matcher.end();
        if (text.offset(reach) - text.offset(at) > windowBytes) {
            return Attempt.FAILED;
        }
        return needsEnd && !ended ? Attempt.PENDING : Attempt.FOUND;
    }

    /** A match never starts in the middle of a surrogate pair. */
    private int width(int at) {
        char[] chars = text.array();
        return at + 1 < text.length() && Character.isSurrogatePair(chars[at], chars[at + 1]) ? 2 : 1;
    }

    private void keepOpen(long position) {
        if (opens == open.length) {
            open = Arrays.copyOf(open, 2 * opens);
        }
        open[opens++] = position;
    }

    /** What starts further back than the window cannot become a match that fits into it. */
    private void dropOld() {
        long earliest = text.offset(text.length()) - windowBytes;
        if (needed() >= earliest) {
            return;
        }
        long first = text.position(text.indexAt(earliest));
        int old = 0;
        while (old < opens && open[old] < first) {
            old++;
        }
        System.arraycopy(open, old, open, 0, opens - old);
        opens -= old;
        fresh = Math.max(fresh, first);
    }

    private Hit hit() {
        List<Hit.Group> groups = new ArrayList<>();
        for (int group = 0; group <= matcher.groupCount(); group++) {
            groups.add(group(group));
        }
        return new Hit(which, groups.get(0).start(), groups.get(0).end(), groups);
    }

    private Hit.Group group(int group) {
        String matched = matcher.group(group);
        return matched == null
                ? new Hit.Group(null, -1, -1)
                : new Hit.Group(matched, text.offset(matcher.start(group)), text.offset(matcher.end(group)));
    }
}
