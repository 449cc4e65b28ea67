package org.threadedstreams.client;

/** A handler's place at an address. Safe from any thread. */
public interface Subscription extends AutoCloseable {

    /** Ends it; what is on its way may still reach the handler. Idempotent, returns at once. */
    @Override
    void close();
}
