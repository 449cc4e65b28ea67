package org.threadedstreams.client.search;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells quickly where a match of a pattern cannot start. It asks the pattern itself, once for each pair of ASCII characters: if an
 * attempt at the second fails and has looked at nothing but the two, it fails wherever these two stand. One thread at a time.
 */
final class Starts {
    private static final int ASCII = 128;
    private static final byte UNKNOWN = 0;
    private static final byte NEVER = 1;
    private static final byte MAYBE = 2;

    private final Pattern pattern;
    private final byte[] known = new byte[ASCII * ASCII];

    Starts(Pattern pattern) {
        this.pattern = pattern;
    }

    /** The first index in a range at which a match may start; else the range's end. */
    int next(char[] text, int from, int to) {
        if (from == 0) {
            return from;
        }
        int before = text[from - 1];
        for (int at = from; at < to; at++) {
            int here = text[at];
            if ((before | here) >= ASCII || known[before * ASCII + here] != NEVER && maybe(before, here)) {
                return at;
            }
            before = here;
        }
        return to;
    }

    private boolean maybe(int before, int here) {
        if (known[before * ASCII + here] == UNKNOWN) {
            learn(before, here);
        }
        return known[before * ASCII + here] == MAYBE;
    }

    private void learn(int before, int here) {
        Pair pair = new Pair((char) before, (char) here);
        byte answer = pair.fails(pattern) ? NEVER : MAYBE;
        known[before * ASCII + here] = answer;
        for (int any = 0; any < ASCII && !pair.beforeMatters; any++) {
            known[any * ASCII + here] = answer;
        }
    }

    /** Two characters in the middle of a long text that nobody may look at. */
    private static final class Pair implements CharSequence {
        private static final int MIDDLE = 1 << 20;

        private final char before;
        private final char here;
        private boolean beforeMatters;

        Pair(char before, char here) {
            this.before = before;
            this.here = here;
        }

        boolean fails(Pattern pattern) {
            Matcher matcher = pattern.matcher(this).useTransparentBounds(true).useAnchoringBounds(false);
            try {
                return !matcher.region(MIDDLE, length()).lookingAt();
            } catch (UnknownTextException e) {
                return false;
            }
        }

        @Override
        public int length() {
            return 2 * MIDDLE;
        }

        @Override
        public char charAt(int index) {
            if (index == MIDDLE) {
                return here;
            }
            if (index == MIDDLE - 1) {
                beforeMatters = true;
                return before;
            }
            throw UnknownTextException.INSTANCE;
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            throw UnknownTextException.INSTANCE;
        }

        @Override
        public String toString() {
            throw UnknownTextException.INSTANCE;
        }
    }
}
