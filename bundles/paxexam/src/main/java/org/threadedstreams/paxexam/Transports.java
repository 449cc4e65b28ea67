package org.threadedstreams.paxexam;

import java.util.Locale;

/** The transports of the distribution. */
public enum Transports {
    TCP,
    SSH,
    SERIAL,
    EXEC;

    /** The name of its jar in the distribution's {@code transports/}. */
    String fileName() {
        return "transport-" + name().toLowerCase(Locale.ROOT) + ".jar";
    }
}
