package org.threadedstreams.bus.config;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of a file that must not be shown: those of keys that are named like one, and whatever a placeholder brought.
 *
 * <p>Immutable.
 */
final class Secrets {

    /** What stands in place of a secret. */
    static final String SHOWN = "(secret)";

    private static final Pattern KEY = Pattern.compile("(?i).*(password|passphrase|secret|token).*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\[[^\\]]*\\]");

    /** What is shorter keeps no secret, and would be found everywhere. */
    private static final int LEAST_CHARS = 3;

    /** What is shorter is found in other words by chance: it is looked for as a word of its own. */
    private static final int WORD_CHARS = 8;

    private final Set<String> keys;
    private final List<Pattern> texts;

    private Secrets(Set<String> keys, List<Pattern> texts) {
        this.keys = keys;
        this.texts = texts;
    }

    /**
     * @param values the values after interpolation
     * @param written the values as they stand in the file
     */
    static Secrets of(Map<String, String> values, Map<String, String> written) {
        Set<String> keys = new HashSet<>();
        Set<String> texts = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        values.forEach((key, value) -> {
            String before = written.getOrDefault(key, "");
            if (!value.equals(before)) {
                keys.add(key);
                texts.add(value);
                addReplaced(before, value, texts);
            } else if (KEY.matcher(key).matches()) {
                keys.add(key);
                texts.add(value);
            }
        });
        texts.removeIf(text -> text.length() < LEAST_CHARS);
        return new Secrets(keys, texts.stream().map(Secrets::pattern).toList());
    }

    private static Pattern pattern(String text) {
        String quoted = Pattern.quote(text);
        return Pattern.compile(
                text.length() < WORD_CHARS ? "(?<![\\p{L}\\p{N}])" + quoted + "(?![\\p{L}\\p{N}])" : quoted);
    }

    /** What the placeholders brought, each by itself: it may turn up without the text around it. */
    private static void addReplaced(String written, String value, Set<String> texts) {
        StringBuilder shape = new StringBuilder();
        int at = 0;
        Matcher placeholder = PLACEHOLDER.matcher(written);
        while (placeholder.find()) {
            shape.append(Pattern.quote(written.substring(at, placeholder.start())))
                    .append("(.*?)");
            at = placeholder.end();
        }
        shape.append(Pattern.quote(written.substring(at)));
        Matcher replaced = Pattern.compile(shape.toString(), Pattern.DOTALL).matcher(value);
        if (replaced.matches()) {
            for (int group = 1; group <= replaced.groupCount(); group++) {
                texts.add(replaced.group(group));
            }
        }
    }

    boolean has(String key) {
        return keys.contains(key);
    }

    String conceal(String text) {
        String concealed = text;
        for (Pattern secret : texts) {
            concealed = secret.matcher(concealed).replaceAll(SHOWN);
        }
        return concealed;
    }
}
