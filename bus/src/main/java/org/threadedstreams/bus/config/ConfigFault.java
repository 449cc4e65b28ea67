package org.threadedstreams.bus.config;

/** What is wrong with a stream's configuration: file, key, value, and what is allowed. */
public final class ConfigFault extends Exception {

    private static final long serialVersionUID = 1L;

    public ConfigFault(String message) {
        super(message);
    }
}
