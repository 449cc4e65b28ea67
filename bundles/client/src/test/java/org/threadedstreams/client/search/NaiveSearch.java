package org.threadedstreams.client.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@link Search} should find, in the simplest way: everything anew with each chunk. Text is UTF-8. */
final class NaiveSearch {
    private static final int[] CONTINUATIONS = {0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf};

    private final List<Target> targets;
    private final int windowBytes;
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();

    NaiveSearch(List<Target> targets, int windowBytes) {
        this.targets = targets;
        this.windowBytes = windowBytes;
    }

    /** {@code which:start-end}, or "nothing". */
    String feed(byte[] chunk) {
        arrived.writeBytes(chunk);
        return first(false);
    }

    String end() {
        return first(true);
    }

    private String first(boolean ended) {
        int[] best = null;
        for (int which = 0; which < targets.size(); which++) {
            int[] found = targets.get(which) instanceof Regex regex
                    ? pattern(regex.pattern(), ended)
                    : ended ? null : literal(((Literal) targets.get(which)).bytes());
            if (found != null && (best == null || found[0] < best[1])) {
                best = new int[] {which, found[0], found[1]};
            }
        }
        return best == null ? "nothing" : best[0] + ":" + best[1] + "-" + best[2];
    }

    private int[] literal(byte[] literal) {
        byte[] all = arrived.toByteArray();
        for (int start = 0; start + literal.length <= all.length; start++) {
            if (Arrays.equals(all, start, start + literal.length, literal, 0, literal.length)) {
                return new int[] {start, start + literal.length};
            }
        }
        return null;
    }

    /** As {@link Matcher#find()}, but for matches that are too long. */
    private int[] pattern(Pattern pattern, boolean ended) {
        List<Integer> offsets = new ArrayList<>();
        String text = decode(arrived.toByteArray(), ended, offsets);
        Matcher matcher = pattern.matcher(text);
        for (int from = 0; from >= 0 && matcher.find(from); from = next(text, matcher.start())) {
            int start = offsets.get(matcher.start());
            int end = offsets.get(matcher.end());
            boolean needsEnd = needsEnd(matcher);
            int reach = needsEnd ? offsets.get(text.length()) : end;
            if (reach - start <= windowBytes) {
                return needsEnd && !ended ? null : new int[] {start, end};
            }
        }
        return null;
    }

    /** {@link Matcher#requireEnd} does not tell of the end of all. */
    private static boolean needsEnd(Matcher matcher) {
        return matcher.requireEnd()
                || matcher.hitEnd() && matcher.pattern().pattern().endsWith("\\z");
    }

    private static int next(String text, int at) {
        return at == text.length() ? -1 : text.offsetByCodePoints(at, 1);
    }

    /** The text, and for each of its indexes, the end included, the offset of the bytes there. */
    private static String decode(byte[] bytes, boolean ended, List<Integer> offsets) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < bytes.length && (ended || !couldBecomeOne(Arrays.copyOfRange(bytes, at, bytes.length)))) {
            String one = one(bytes, at);
            for (int i = 0; i < one.length(); i++) {
                offsets.add(i == 0 ? at : at + 4);
                text.append(one.charAt(i));
            }
            at += valid(bytes, at, one) ? one.getBytes(UTF_8).length : 1;
        }
        offsets.add(at);
        return text.toString();
    }

    private static String one(byte[] bytes, int at) {
        for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
            String one = new String(bytes, at, length, UTF_8);
            if (valid(bytes, at, one) && one.codePointCount(0, one.length()) == 1) {
                return one;
            }
        }
        return "\ufffd";
    }

    private static boolean valid(byte[] bytes, int at, String text) {
        byte[] encoded = text.getBytes(UTF_8);
        return at + encoded.length <= bytes.length
                && Arrays.equals(bytes, at, at + encoded.length, encoded, 0, encoded.length);
    }

    private static boolean couldBecomeOne(byte[] rest) {
        if (rest.length > 3 || valid(rest, 0, one(rest, 0))) {
            return false;
        }
        byte[] longer = Arrays.copyOf(rest, rest.length + 1);
        for (int continuation : CONTINUATIONS) {
            longer[rest.length] = (byte) continuation;
            String one = new String(longer, UTF_8);
            if (valid(longer, 0, one) && one.codePointCount(0, one.length()) == 1 || couldBecomeOne(longer)) {
                return true;
            }
        }
        return false;
    }
}
