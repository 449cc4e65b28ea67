package org.threadedstreams.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Listens and greets clients. All of it lives on one event loop, one of its own where Vert.x has one to spare; the
 * methods are safe from any thread.
 *
 * <p>No verticle, because Vert.x reports an error when it is closed while one is being undeployed, and that is what a
 * gateway's stop looks like.
 */
final class BridgeServer {

    static final int CLIENT_LIMIT = 1000;

    private final Vertx vertx;
    private final BridgeOptions options;
    private final Token token;
    private final Context context;
    private final NetServer server;
    /** Changed on the event loop only. */
    private final Set<Connection> clients = ConcurrentHashMap.newKeySet();

    BridgeServer(Vertx vertx, BridgeOptions options, Token token) {
        this.vertx = vertx;
        this.options = options;
        this.token = token;
        context = vertx instanceof VertxInternal internal
                ? internal.createEventLoopContext()
                : vertx.getOrCreateContext();
        server = vertx.createNetServer(new NetServerOptions()
                // What the system keeps for a client that does not read is bounded too.
                .setSendBufferSize(Connection.OUTGOING_LIMIT_BYTES));
    }

    /** Completes with the address where it listens: {@code host:port}. */
    Future<String> listen() {
        Promise<String> listening = Promise.promise();
        context.runOnContext(started -> {
            Relays relays = new Relays(vertx.eventBus(), new Turn(context));
            Requests requests = new Requests(vertx.eventBus());
            server.connectHandler(socket -> greet(new Connection(vertx, socket, token, relays, requests)));
            server.listen(options.port(), options.host())
                    .map(bound -> BridgeOptions.address(options.host(), bound.actualPort()))
                    .onComplete(listening);
        });
        return listening.future();
    }

    /** Ends it and every connection. A client that does not read has a moment to do so. */
    Future<Void> close() {
        context.runOnContext(closing -> clients.forEach(Connection::close));
        return server.close();
    }

    /** How many are connected. */
    int clients() {
        return clients.size();
    }

    private void greet(Connection connection) {
        clients.add(connection);
        connection.open(() -> clients.remove(connection));
        if (clients.size() > CLIENT_LIMIT) {
            connection.end("too_many: " + CLIENT_LIMIT + " clients are connected already");
        }
    }
}
