package org.threadedstreams.testkit.gateway;

/** Carries the gateway's log in a failure, as a suppressed exception without a stack trace. */
final class GatewayLog extends Exception {

    private static final long serialVersionUID = 1L;

    GatewayLog(String message) {
        super(message, null, false, false);
    }
}
