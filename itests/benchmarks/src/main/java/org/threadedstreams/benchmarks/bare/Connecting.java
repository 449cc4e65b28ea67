package org.threadedstreams.benchmarks.bare;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** How Vert.x connects without a byte coming before there is a handler for it: on the event loop. Stateless. */
final class Connecting {

    private Connecting() {}

    /** @param failed is told if there is no connection */
    static void connect(Vertx vertx, NetClient client, int port, Consumer<NetSocket> up, CompletableFuture<?> failed) {
        vertx.getOrCreateContext()
                .runOnContext(start -> client.connect(port, "127.0.0.1")
                        .onFailure(failed::completeExceptionally)
                        .onSuccess(up::accept));
    }
}
