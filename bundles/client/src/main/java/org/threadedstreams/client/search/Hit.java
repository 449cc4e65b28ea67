package org.threadedstreams.client.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One target, found. Immutable.
 *
 * @param which the target's place in the list, from 0
 * @param start the offset of its first byte
 * @param end the offset behind its last byte
 * @param groups of a {@link Regex}: the whole match, then its groups in order; of a {@link Literal}: empty
 */
public record Hit(int which, long start, long end, List<Group> groups) {

    public Hit {
        groups = List.copyOf(groups);
    }

    /**
     * A group of a match.
     *
     * @param text what it matched, null if it took no part
     * @param start the offset of its first byte, -1 if it took no part
     * @param end the offset behind its last byte, -1 if it took no part
     */
    public record Group(@Nullable String text, long start, long end) {}

    /** Whether this wins: the earlier start, then the earlier target. */
    boolean before(@Nullable Hit other) {
        return other == null || start < other.start || start == other.start && which < other.which;
    }
}
