package org.threadedstreams.bridge.conversation;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients of one server, and what they share. Confined to one event loop, except for what says otherwise.
 */
public final class Conversations {

    public static final int CLIENT_LIMIT = 1000;

    final Vertx vertx;
    final Token token;
    final Manners manners;
    final Frames frames;
    final Relays relays;
    final Requests requests;

    private final Context context;
    /** Changed on the event loop only. */
    private final Set<Conversation> clients = ConcurrentHashMap.newKeySet();

    private final Promise<Void> closed = Promise.promise();
    private boolean closing;

    /**
     * Those of one server.
     *
     * @param context that of the event loop
     * @param token what clients have to show
     * @param framing what they are written
     */
    public Conversations(Vertx vertx, Context context, Token token, Framing framing, Manners manners) {
        this.vertx = vertx;
        this.context = context;
        this.token = token;
        this.manners = manners;
        this.frames = new Frames(framing);
        this.relays = new Relays(vertx.eventBus(), new Turn(context), frames);
        this.requests = new Requests(vertx.eventBus(), frames);
    }

    /** What Vert.x's clients of one kind do differently. */
    public enum Manners {
        /** Shows the token in the first frame, and wants a pong for each ping. */
        TCP,
        /** Pings from the start, before the token can be shown, and wants no pong. */
        BROWSER
    }

    /** Greets a client. */
    public void begin(ClientSocket socket) {
        Conversation conversation = new Conversation(this, socket);
        clients.add(conversation);
        socket.open(conversation);
        if (closing) {
            conversation.close();
        } else if (clients.size() > CLIENT_LIMIT) {
            conversation.end("too_many: " + CLIENT_LIMIT + " clients are connected already");
        }
    }

    void ended(Conversation conversation) {
        clients.remove(conversation);
        settle();
    }

    /**
     * Ends every connection, those to come too; safe from any thread. A client that does not read has a moment to do so.
     *
     * @return completes when none is left
     */
    public Future<Void> close() {
        context.runOnContext(now -> {
            closing = true;
            clients.forEach(Conversation::close);
            settle();
        });
        return closed.future();
    }

    private void settle() {
        if (closing && clients.isEmpty()) {
            closed.tryComplete();
        }
    }

    /** How many are connected; safe from any thread. */
    public int clients() {
        return clients.size();
    }
}
