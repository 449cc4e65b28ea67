package org.threadedstreams.transport.tcp;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.StreamProviderContract;

/** The contract, over plain sockets. */
class TcpStreamProviderTest extends StreamProviderContract {

    private static Vertx vertx;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() throws Exception {
        vertx.close().await();
    }

    @Override
    protected StreamProvider<?> provider() {
        return new TcpStreamProvider(vertx);
    }

    @Override
    protected Peer startPeer() throws Exception {
        return new TcpPeer();
    }
}
