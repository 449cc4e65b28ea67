package org.threadedstreams.client;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What to read up to: one text, some bytes, a pattern, or several of them, of which the one that starts first wins, and
 * of those that start together the one that was named first. Immutable.
 *
 * <p>A literal is found over any split into chunks and in the middle of a character, in time linear in the bytes. A pattern
 * matches what has arrived, in a window of the last 65,536 bytes: a longer match is not found, and {@code .*} takes what
 * is there and not what may follow.
 */
public final class Until {

    private final List<Object> targets;

    private Until(List<Object> targets) {
        this.targets = targets;
    }

    /** A text, in the handle's charset. Not empty. */
    public static Until text(String text) {
        return new Until(List.of()).or(text);
    }

    /** These bytes, at least one. */
    public static Until bytes(byte[] bytes) {
        return new Until(List.of()).or(bytes);
    }

    /** A pattern, over the text in the handle's charset. */
    public static Until pattern(Pattern pattern) {
        return new Until(List.of()).or(pattern);
    }

    /** That, or this text. */
    public Until or(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty text is found everywhere");
        }
        return with(text);
    }

    /** That, or these bytes. */
    public Until or(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("no bytes are found everywhere");
        }
        return with(bytes.clone());
    }

    /** That, or this pattern. */
    public Until or(Pattern pattern) {
        return with(pattern);
    }

    private Until with(Object target) {
        List<Object> more = new ArrayList<>(targets);
        more.add(target);
        return new Until(List.copyOf(more));
    }

    /** A {@code byte[]} or a {@code Pattern} for each, in their order. */
    public List<Object> targets(Charset charset) {
        return targets.stream()
                .map(target -> target instanceof String text ? text.getBytes(charset) : target)
                .toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object target : targets) {
            text.append(text.isEmpty() ? "" : " or ")
                    .append(target instanceof byte[] bytes ? bytes.length + " bytes" : "\"" + target + "\"");
        }
        return text.toString();
    }
}
