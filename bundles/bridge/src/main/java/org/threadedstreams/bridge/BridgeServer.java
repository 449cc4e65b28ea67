package org.threadedstreams.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import org.threadedstreams.bridge.conversation.Conversation;
import org.threadedstreams.bridge.conversation.Conversations;
import org.threadedstreams.bridge.conversation.Conversations.Manners;
import org.threadedstreams.bridge.conversation.Token;
import org.threadedstreams.bridge.listening.ListenOptions;
import org.threadedstreams.bridge.listening.ListeningServer;

/**
 * Listens and greets clients. All of it lives on one event loop, one of its own where Vert.x has one to spare; the
 * methods are safe from any thread.
 *
 * <p>No verticle, because Vert.x reports an error when it is closed while one is being undeployed, and that is what a
 * gateway's stop looks like.
 */
final class BridgeServer implements ListeningServer {

    private final ListenOptions options;
    private final Context context;
    private final NetServer server;
    private final Conversations conversations;

    BridgeServer(Vertx vertx, ListenOptions options, Token token) {
        this.options = options;
        context = vertx instanceof VertxInternal internal
                ? internal.createEventLoopContext()
                : vertx.getOrCreateContext();
        conversations = new Conversations(vertx, context, token, TcpSocket::frame, Manners.TCP);
        server = vertx.createNetServer(new NetServerOptions()
                // What the system keeps for a client that does not read is bounded too.
                .setSendBufferSize(Conversation.OUTGOING_LIMIT_BYTES));
    }

    /** Completes with the address where it listens: {@code host:port}. */
    @Override
    public Future<String> listen() {
        Promise<String> listening = Promise.promise();
        context.runOnContext(started -> server.connectHandler(socket -> conversations.begin(new TcpSocket(socket)))
                .listen(options.port(), options.host())
                .map(bound -> options.address(bound.actualPort()))
                .onComplete(listening));
        return listening.future();
    }

    @Override
    public Future<Void> close() {
        conversations.close();
        return server.close();
    }

    /** How many are connected. */
    int clients() {
        return conversations.clients();
    }
}
