package org.threadedstreams.api.blocking;

import java.io.IOException;

/** A failure of a {@link BlockingPort} for which there is a remedy. It becomes that of the {@code StreamEnd}. */
public final class PortException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param message what happened, with the address and the system's words
     * @param remedy what its user can do
     */
    public PortException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
