package org.threadedstreams.bridge;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import org.jspecify.annotations.Nullable;

/**
 * Listens and greets clients. A verticle, so that all of it lives on one event loop of its own and ends with its
 * undeployment.
 */
final class BridgeServer extends VerticleBase {

    static final int CLIENT_LIMIT = 1000;

    private final BridgeOptions options;
    private final Token token;
    private int clients;
    private volatile @Nullable NetServer server;

    BridgeServer(BridgeOptions options, Token token) {
        this.options = options;
        this.token = token;
    }

    @Override
    public Future<?> start() {
        Relays relays = new Relays(vertx.eventBus(), new Turn(context));
        Requests requests = new Requests(vertx.eventBus());
        NetServer listening = vertx.createNetServer(new NetServerOptions()
                // What the system keeps for a client that does not read is bounded too.
                .setSendBufferSize(Connection.OUTGOING_LIMIT_BYTES));
        server = listening;
        listening.connectHandler(socket -> greet(new Connection(vertx, socket, token, relays, requests)));
        return listening.listen(options.port(), options.host());
    }

    /** Where it listens: {@code host:port}. Safe from any thread, once it is deployed. */
    String address() {
        NetServer listening = server;
        return BridgeOptions.address(options.host(), listening == null ? options.port() : listening.actualPort());
    }

    private void greet(Connection connection) {
        clients++;
        connection.open(() -> clients--);
        if (clients > CLIENT_LIMIT) {
            connection.end("too_many: " + CLIENT_LIMIT + " clients are connected already");
        }
    }
}
