package org.threadedstreams.client.search;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the first of several targets in bytes that come in chunks. One thread at a time.
 *
 * <p>Of the targets that are there when a chunk has come, the one that starts first wins, then the one that stands first in the list; a
 * chunk of more than 32 KiB counts as several.
 *
 * <p>A pattern matches what has arrived: {@code \d+} is found with its first digit. What stands on the end of what has arrived, as with
 * {@code $}, {@code \z}, {@code \b} and {@code (?!x)}, is found once it is known what follows, or that nothing does; until then that pattern
 * finds nothing further on. {@code ^} and {@code \A} stand where the search began. A lookbehind sees at least 1,024 characters, none
 * before that. {@code \G} has no meaning.
 *
 * <p>Literals cost the same however they are split. A pattern is tried once at each place, but where an attempt reached the end it is
 * tried again with each chunk; so feed at once what is there: in tiny chunks, a match that stays open for long costs up to the
 * window for each.
 *
 * <p>After a hit or an exception it is spent: what follows is for a new search.
 */
public final class Search {
    /** So much is looked at together. */
    private static final int PIECE = 32_768;
    /** How many characters before the window a lookbehind still sees. */
    private static final int CONTEXT = 1024;

    private final Literals literals;
    private final List<PatternSearch> patterns = new ArrayList<>();
    private final List<Decoding> decodings = new ArrayList<>();

    /** Patterns of one charset share the text. */
    private record Decoding(Charset charset, Text text, TextDecoder decoder) {}

    /**
     * @param targets at least one
     * @param windowBytes how long a match of a {@link Regex} may be; a longer one is not found
     * @param startOffset the offset of the first byte that will be fed
     */
    public Search(List<Target> targets, int windowBytes, long startOffset) {
        literals = new Literals(targets, startOffset);
        for (int which = 0; which < targets.size(); which++) {
            if (targets.get(which) instanceof Regex regex) {
                Text text = text(regex.charset(), windowBytes, startOffset);
                patterns.add(new PatternSearch(which, regex.pattern(), text, windowBytes));
            }
        }
    }

    /**
     * Feeds the bytes that follow. The buffer is read from its position to its limit, neither changed nor kept.
     *
     * @param deadlineNanos on the scale of {@link System#nanoTime}
     * @return null: not found yet. Bytes after the match are not consumed: {@link Hit#end} says where it ends
     * @throws SearchTimeoutException the deadline passed inside a match
     */
    public @Nullable Hit feed(ByteBuffer bytes, long deadlineNanos) throws SearchTimeoutException {
        decodings.forEach(decoding -> decoding.text().deadline(deadlineNanos));
        byte[] array = bytes.hasArray() ? bytes.array() : copy(bytes);
        int at = bytes.hasArray() ? bytes.arrayOffset() + bytes.position() : 0;
        int end = at + bytes.remaining();
        Hit hit = null;
        while (hit == null && end - at > PIECE) {
            hit = look(array, at, at + PIECE);
            at += PIECE;
        }
        return hit == null ? look(array, at, end) : hit;
    }

    /** No more will come: the last chance for what could still have grown. Parameters as {@link #feed}'s. */
    public @Nullable Hit end(long deadlineNanos) throws SearchTimeoutException {
        for (Decoding decoding : decodings) {
            decoding.text().deadline(deadlineNanos);
            decoding.decoder().end();
        }
        return first(null, true);
    }

    /** The offset before which no match will start any more: at most the window or the longest literal before the end. */
    public long needed() {
        long needed = literals.needed();
        for (PatternSearch pattern : patterns) {
            needed = Math.min(needed, pattern.needed());
        }
        return needed;
    }

    /** How many bytes and characters were looked at. */
    long work() {
        return literals.steps()
                + decodings.stream().mapToLong(d -> d.text().looks()).sum();
    }

    private @Nullable Hit look(byte[] bytes, int from, int to) throws SearchTimeoutException {
        decodings.forEach(decoding -> decoding.decoder().decode(ByteBuffer.wrap(bytes, from, to - from)));
        return first(literals.scan(bytes, from, to), false);
    }

    private @Nullable Hit first(@Nullable Hit literal, boolean ended) throws SearchTimeoutException {
        Hit best = literal;
        for (PatternSearch pattern : patterns) {
            Hit hit = pattern.look(ended);
            best = hit != null && hit.before(best) ? hit : best;
        }
        return best;
    }

    private Text text(Charset charset, int windowBytes, long startOffset) {
        for (Decoding decoding : decodings) {
            if (decoding.charset().equals(charset)) {
                return decoding.text();
            }
        }
        Text text = new Text(windowBytes + CONTEXT, startOffset);
        decodings.add(new Decoding(charset, text, new TextDecoder(charset, text)));
        return text;
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }
}
