package org.threadedstreams.bus.journal;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.bus.Gap;

/**
 * The known losses of one journal, and how a read meets them: it starts at one, or ends before it, and never crosses it.
 *
 * <p>Not safe for several threads.
 */
final class Gaps {

    /** They take memory too: where there are more of them, the oldest bytes go with theirs. */
    static final int MOST = 16 * 1024;

    /** What the causes of gaps at one offset may come to, about. */
    private static final int MOST_CAUSE_CHARS = 200;

    private final NavigableMap<Long, Gap> missed = new TreeMap<>();
    private final NavigableMap<Long, Gap> holes = new TreeMap<>();

    /** Bytes were never received; what stands at that offset already is put together with it. */
    Gap missed(long at, long bytes, String cause) {
        Gap gap = new Gap(at, Math.max(-1, bytes), cause, Gap.Kind.MISSED);
        return missed.merge(at, gap, Gaps::together);
    }

    private static Gap together(Gap first, Gap second) {
        long bytes = first.bytes() < 0 || second.bytes() < 0 ? -1 : first.bytes() + second.bytes();
        return new Gap(first.at(), bytes, together(first.cause(), second.cause()), Gap.Kind.MISSED);
    }

    private static String together(String first, String second) {
        boolean said = first.contains(second) || first.length() > MOST_CAUSE_CHARS;
        return said ? first : first + "; " + second;
    }

    /** All that was missed at that offset. */
    void put(Gap gap) {
        missed.put(gap.at(), gap);
    }

    /** The bytes of {@code [from, to)} are gone, and what was missed among them no longer matters. */
    void hole(long from, long to, String cause) {
        if (from < to) {
            Gap before = missed.get(from);
            missed.subMap(from, to).clear();
            holes.subMap(from, to).clear();
            String all = before == null ? cause : together(before.cause(), cause);
            holes.put(from, new Gap(from, to - from, all, Gap.Kind.HOLE));
        }
    }

    /** Nothing before that offset is held any more. */
    void forget(long before) {
        missed.headMap(before).clear();
        while (!holes.isEmpty() && end(holes.firstEntry().getValue()) < before) {
            holes.pollFirstEntry();
        }
    }

    private static long end(Gap hole) {
        return hole.at() + hole.bytes();
    }

    /** How many there are in a journal whose bytes begin there. */
    long count(long earliest) {
        int between = holes.isEmpty() ? 0 : holes.tailMap(earliest).size();
        return missed.size() + between + (earliest > 0 ? 1 : 0);
    }

    /** What was missed at offsets of {@code [from, to]}, by offset. */
    NavigableMap<Long, Gap> missed(long from, long to) {
        return missed.subMap(from, true, to, true);
    }

    @Nullable
    Gap missedAt(long offset) {
        return missed.get(offset);
    }

    int missedCount() {
        return missed.size();
    }

    /** The first offset from which on there is no hole up to the end. */
    long whole(long earliest) {
        Map.Entry<Long, Gap> last = holes.lastEntry();
        return last == null ? earliest : Math.max(earliest, end(last.getValue()));
    }

    /** What a read finds in a journal of these bounds. */
    <E extends Exception> Journal.Slice read(long from, int max, long earliest, long end, Bytes<E> bytes) throws E {
        Gap hole = holeAt(from, earliest);
        if (hole == null) {
            return slice(from, max, end, missed.get(from), bytes);
        }
        long behind = end(hole);
        // A gap that stands right behind the hole is the next read's.
        return missed.containsKey(behind) || holeAt(behind, earliest) != null
                ? new Journal.Slice(behind, new byte[0], behind, hole)
                : slice(behind, max, end, hole, bytes);
    }

    private @Nullable Gap holeAt(long from, long earliest) {
        Map.Entry<Long, Gap> entry = holes.floorEntry(from);
        Gap hole = entry != null && from < end(entry.getValue()) ? entry.getValue() : null;
        if (from < earliest) {
            String cause = hole != null && end(hole) == earliest ? hole.cause() : "retention";
            return new Gap(from, earliest - from, cause, Gap.Kind.HOLE);
        }
        return hole == null ? null : new Gap(from, end(hole) - from, hole.cause(), Gap.Kind.HOLE);
    }

    private <E extends Exception> Journal.Slice slice(long from, int max, long end, @Nullable Gap gap, Bytes<E> bytes)
            throws E {
        long to = Math.min(Math.min(from + max, end), Math.min(next(missed, from), next(holes, from)));
        return new Journal.Slice(from, bytes.copy(from, to), to, gap);
    }

    private static long next(NavigableMap<Long, Gap> gaps, long from) {
        Long next = gaps.higherKey(from);
        return next == null ? Long.MAX_VALUE : next;
    }

    /** Where the bytes come from. */
    interface Bytes<E extends Exception> {

        byte[] copy(long from, long to) throws E;
    }
}
