package org.threadedstreams.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that a transport could open.
 *
 * @param transport the transport's name
 * @param name how a configuration names it, such as {@code /dev/ttyUSB0}
 * @param description for people
 * @param attributes what identifies it, such as {@code usbSerial}; keys are those of the transport's options where there
 *     are such
 */
public record StreamEndpoint(String transport, String name, String description, Map<String, String> attributes) {

    public StreamEndpoint {
        attributes = Map.copyOf(attributes);
    }

    /** The JSON shape. */
    public Map<String, Object> shape() {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("transport", transport);
        shape.put("name", name);
        shape.put("description", description);
        shape.put("attributes", attributes);
        return shape;
    }
}
