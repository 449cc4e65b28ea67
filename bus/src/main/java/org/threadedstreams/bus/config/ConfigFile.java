package org.threadedstreams.bus.config;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.bus.NearestName;

/**
 * The keys and values of one stream's file, as they are after interpolation. It knows which values came from secrets and
 * never shows one.
 *
 * <p>Immutable.
 */
public final class ConfigFile {

    /** A type, a name, and then what may follow it; not where a backslash makes it plain text. */
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\\\)\\$\\[([^\\]:]+):([^\\];]*)[^\\]]*\\]");

    private final String file;
    private final Map<String, String> values;
    private final Map<String, String> written;
    private final Secrets secrets;

    /**
     * @param file the file's name as its user knows it, such as {@code etc/stream-console.cfg}
     * @param values the keys' values after interpolation, without those of the framework
     * @param written the values as they stand in the file
     */
    public ConfigFile(String file, Map<String, String> values, Map<String, String> written) {
        this.file = file;
        this.values = new TreeMap<>(values);
        this.written = Map.copyOf(written);
        this.secrets = Secrets.of(this.values, this.written);
    }

    String file() {
        return file;
    }

    @Nullable
    String value(String key) {
        return values.get(key);
    }

    private String value(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /** The configured transport, or empty. It is shown everywhere, so that none is taken from a secret. */
    public String transport() {
        return secrets.has("transport") ? "" : value("transport", "").strip();
    }

    /** How long a transport with such a key may take to connect; zero where it is not said. */
    public Duration connectTimeout() {
        try {
            return Duration.ofMillis(Math.max(
                    0, Long.parseLong(value("connectTimeoutMillis", "0").strip())));
        } catch (NumberFormatException e) {
            // The transport says so, if it is one of its keys.
            return Duration.ZERO;
        }
    }

    /** The common options. */
    public StreamSettings settings() throws ConfigFault {
        checkPlaceholders();
        if (secrets.has("transport")) {
            throw invalid("transport", "the name of a transport, written as it is");
        }
        if (transport().isEmpty()) {
            throw missing("transport", "the name of a transport, such as tcp, ssh or serial");
        }
        try {
            return StreamSettings.of(OptionsReader.read(this, StreamOptions.class, null));
        } catch (InvalidOptionException e) {
            throw invalid(e.key(), e.allowed());
        }
    }

    /** The options of a transport. */
    public <O> O options(Class<O> type, @Nullable ObjectClassDefinition metatype) throws ConfigFault {
        return OptionsReader.read(this, type, metatype);
    }

    /** A warning for each key that neither the stream nor this transport knows. */
    public Set<String> warnings(Class<?> transportOptions) {
        Set<String> known = OptionsReader.keys(StreamOptions.class);
        known.addAll(OptionsReader.keys(transportOptions));
        Set<String> warnings = new TreeSet<>();
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                warnings.add(file + ": unknown key " + key + " is ignored; did you mean "
                        + NearestName.of(key, known).orElse("transport") + "?");
            }
        }
        return warnings;
    }

    /** A transport's own word on a value. */
    public ConfigFault fault(InvalidOptionException e) {
        return invalid(e.key(), conceal(e.allowed()));
    }

    /** A text from elsewhere, with every secret of this file taken out. */
    public String conceal(@Nullable String text) {
        return text == null ? "" : secrets.conceal(text);
    }

    ConfigFault invalid(String key, String allowed) {
        return invalid(key, allowed, false);
    }

    /** @param secret whether the value must not be shown, whatever it looks like */
    ConfigFault invalid(String key, String allowed, boolean secret) {
        String value = values.get(key);
        String shown = value == null ? " is missing and" : " = " + (secret || secrets.has(key) ? Secrets.SHOWN : value);
        return new ConfigFault(file + ": " + key + shown + " must be " + allowed);
    }

    ConfigFault missing(String key, String description) {
        return new ConfigFault(
                file + ": " + key + " is missing" + (description.isEmpty() ? "" : ": it must be " + description));
    }

    private void checkPlaceholders() throws ConfigFault {
        for (Map.Entry<String, String> entry : written.entrySet()) {
            Matcher placeholder = PLACEHOLDER.matcher(entry.getValue());
            while (placeholder.find()) {
                if (placeholder.group(2).contains("$[")) {
                    throw new ConfigFault(
                            file + ": " + entry.getKey() + " has a placeholder within another; write one only");
                }
                if (values.getOrDefault(entry.getKey(), "").contains(placeholder.group())) {
                    throw new ConfigFault(file + ": " + entry.getKey() + " = " + placeholder.group()
                            + " does not resolve: " + remedy(placeholder.group(1), placeholder.group(2)));
                }
            }
        }
    }

    private static String remedy(String kind, String name) {
        return switch (kind) {
            case "secret" -> "there is no readable file secrets/" + name + "; write the secret into it";
            case "env" -> "the gateway's environment has no variable " + name + "; set it before the start";
            default -> "allowed are $[secret:NAME] and $[env:NAME]";
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfigFile c && file.equals(c.file) && values.equals(c.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, values);
    }

    @Override
    public String toString() {
        return file;
    }
}
