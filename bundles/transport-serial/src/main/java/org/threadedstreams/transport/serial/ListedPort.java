package org.threadedstreams.transport.serial;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.threadedstreams.api.StreamEndpoint;

/**
 * A port that the system lists.
 *
 * @param path what opens it now
 * @param description for people
 * @param attributes what is known of it, under the names of the options where there are such
 */
record ListedPort(String path, String description, Map<String, String> attributes) {

    private static final List<String> SAID =
            List.of("usbVendor", "usbProduct", "usbSerial", "usbInterface", "location");

    ListedPort {
        attributes = Map.copyOf(attributes);
    }

    /** Whether it has all of these attributes. */
    boolean has(Map<String, String> wanted) {
        return wanted.entrySet().stream().allMatch(one -> Objects.equals(attributes.get(one.getKey()), one.getValue()));
    }

    StreamEndpoint endpoint() {
        return new StreamEndpoint("serial", path, description, attributes);
    }

    /** The path, and what tells it from others. */
    @Override
    public String toString() {
        return path
                + SAID.stream()
                        .filter(attributes::containsKey)
                        .map(key -> key + " " + attributes.get(key))
                        .collect(Collectors.joining(", ", " (", ")"))
                        .replace(" ()", "");
    }
}
