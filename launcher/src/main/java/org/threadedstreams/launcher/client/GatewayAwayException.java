package org.threadedstreams.launcher.client;

import org.threadedstreams.launcher.CommandFailure;

/** The gateway is not there, or does not answer, now; it may come back. */
public final class GatewayAwayException extends CommandFailure {

    private static final long serialVersionUID = 1L;

    GatewayAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
