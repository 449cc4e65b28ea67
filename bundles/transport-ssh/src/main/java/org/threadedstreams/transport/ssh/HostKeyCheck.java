package org.threadedstreams.transport.ssh;

import org.threadedstreams.api.InvalidOptionException;

/** What to do about a host whose key is not in the file of known hosts. */
enum HostKeyCheck {
    STRICT,
    ACCEPT_NEW,
    OFF;

    static HostKeyCheck of(String option) {
        return switch (option) {
            case "strict" -> STRICT;
            case "accept-new" -> ACCEPT_NEW;
            case "off" -> OFF;
            default -> throw new InvalidOptionException("hostKeyCheck", "one of strict, accept-new, off");
        };
    }
}
