package org.threadedstreams.bus;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.threadedstreams.api.InvalidOptionException;

/**
 * What {@code etc/journal.cfg} says of all journals on disk.
 *
 * @param freeBytes to leave free on each volume; 0: 5 % of it, at most 1 GiB
 */
record JournalOptions(long freeBytes) {

    static final String PID = "journal";
    static final String FILE = "etc/journal.cfg";
    private static final String KEY = "journalFreeBytes";

    /** The keys, for those who list or edit them. */
    @ObjectClassDefinition(name = "Journals", description = "The journals of all streams on disk.")
    @interface Keys {

        @AttributeDefinition(
                description = "Bytes to leave free on each volume; 0: 5 % of it, at most 1 GiB.",
                min = "0",
                required = false)
        long journalFreeBytes() default 0;
    }

    /**
     * Reads the properties of the file, or of none.
     *
     * @throws InvalidOptionException if a value cannot be used
     */
    static JournalOptions of(Map<String, ?> properties) {
        Object value = properties.get(KEY);
        try {
            long bytes = value == null ? 0 : Long.parseLong(value.toString().strip());
            if (bytes >= 0) {
                return new JournalOptions(bytes);
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with what is below 0.
        }
        throw new InvalidOptionException(
                KEY, "a whole number of bytes, or 0 for 5 % of the volume and at most 1 GiB; it is \"" + value + "\"");
    }

    /** Keys that mean nothing. */
    static Set<String> unknown(Map<String, ?> properties) {
        Set<String> unknown = new TreeSet<>(properties.keySet());
        // Those with a dot are of the framework's making.
        unknown.removeIf(key -> key.contains(".") || key.equals(KEY));
        return unknown;
    }
}
