package org.threadedstreams.bridge.listening;

import io.vertx.core.Future;

/** What listens. Used once; safe from any thread. */
public interface ListeningServer {

    /** Completes with the address to announce. */
    Future<String> listen();

    /** Ends it and every connection. A client that does not read has a moment to do so. */
    Future<Void> close();
}
