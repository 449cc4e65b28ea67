package org.threadedstreams.client.handle;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which journal the offsets count in. A journal on disk whose disk fails goes on in memory, under an id of its own, and back
 * to the disk, with the same offsets: {@code disk-U} and {@code memory-U-n} are one scale while a gateway lives. Any other id
 * is another. Not thread-safe.
 */
public final class JournalScale {

    private static final Pattern ID =
            Pattern.compile("(?:disk|memory)-(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})(?:-\\d+)?");

    private final Set<String> ids = new HashSet<>();
    private final Set<String> former = new HashSet<>();
    private String id;

    /** Counts in the journal that has this id. */
    public JournalScale(String id) {
        this.id = id;
        ids.add(id);
    }

    /** What an id means. */
    public enum Sight {
        /** Its offsets are the ones that we count. */
        SAME,
        /** It has replaced the one that was. */
        NEW,
        /** A late message from one that was replaced. */
        FORMER
    }

    /** The id that was told last. */
    public String id() {
        return id;
    }

    /** What an id means that a message tells. */
    public Sight see(String told) {
        String scale = scale(told);
        if (former.contains(scale)) {
            return Sight.FORMER;
        }
        if (scale.equals(scale(id))) {
            id = told;
            ids.add(told);
            return Sight.SAME;
        }
        former.add(scale(id));
        ids.clear();
        id = told;
        ids.add(told);
        return Sight.NEW;
    }

    /** Whether a mark that was made under an id is one here. An id of this scale that was never seen may be of another life. */
    boolean takes(String marked) {
        return ids.contains(marked);
    }

    private static String scale(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() ? matcher.group(1) : id;
    }
}
