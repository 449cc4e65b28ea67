package org.threadedstreams.client;

import java.io.IOException;

/** No gateway answers for a home folder. The message says which, and how to start one. */
public final class GatewayNotRunningException extends IOException {

    private static final long serialVersionUID = 1L;

    GatewayNotRunningException(String message) {
        super(message);
    }
}
