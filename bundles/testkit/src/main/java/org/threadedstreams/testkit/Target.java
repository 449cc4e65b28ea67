package org.threadedstreams.testkit;

import java.util.Map;

/**
 * What a provider is told to open.
 *
 * @param options keys and values exactly as a {@code .cfg} file has them
 * @param address how messages name it, such as {@code 127.0.0.1:4001} or {@code /dev/pts/3}
 */
public record Target(Map<String, Object> options, String address) {

    public Target {
        options = Map.copyOf(options);
    }
}
