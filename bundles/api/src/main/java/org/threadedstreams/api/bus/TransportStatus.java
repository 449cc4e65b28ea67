package org.threadedstreams.api.bus;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A transport that is there, and where it comes from.
 *
 * @param bundle the symbolic name of its bundle
 * @param version that of its bundle
 * @param ranking its service ranking
 * @param used whether it is the one, of all for this transport, that streams open with
 * @param streams how many streams are configured for it, 0 where another one is used
 */
public record TransportStatus(
        String transport, String bundle, String version, int ranking, boolean used, long streams) {

    /** The JSON shape. */
    public Map<String, Object> shape() {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("transport", transport);
        shape.put("bundle", bundle);
        shape.put("version", version);
        shape.put("ranking", ranking);
        shape.put("used", used);
        shape.put("streams", streams);
        return shape;
    }
}
