package org.threadedstreams.bridge.conversation;

import io.vertx.core.Context;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How much of what is published is still passed on to clients before its event loop has come round. An event loop's queue
 * has no bound, so whoever publishes faster than that is written would fill the heap with what waits there. Beyond the
 * allowance a message costs next to nothing, because clients are only told that they missed it; so the queue stays
 * short. A burst finds the full allowance; while there is more than that in every turn, it shrinks, because a turn has
 * to be short for the queue to be.
 *
 * <p>Confined to the clients' event loop.
 */
final class Turn {

    static final int MAX_ALLOWANCE_BYTES = 4 * 1024 * 1024;
    static final int MIN_ALLOWANCE_BYTES = 256 * 1024;

    private final Context context;
    private final Set<Conversation> owed = new LinkedHashSet<>();
    private long number;
    private int allowanceBytes = MAX_ALLOWANCE_BYTES;
    private int spentBytes;
    private boolean exceeded;
    private boolean ending;

    Turn(Context context) {
        this.context = context;
    }

    /** Which turn it is. */
    long number() {
        return number;
    }

    /** Whether there is something left. */
    boolean allows() {
        return spentBytes < allowanceBytes;
    }

    /** Counts a published message that is passed on, once for all clients. */
    void spend(int bytes) {
        spentBytes += bytes;
        end();
    }

    /** A client that missed something for want of allowance; it is told when the loop has come round. */
    void owe(Conversation client) {
        owed.add(client);
        exceeded = true;
        end();
    }

    private void end() {
        if (!ending) {
            ending = true;
            context.runOnContext(come -> next());
        }
    }

    private void next() {
        allowanceBytes = exceeded
                ? Math.max(MIN_ALLOWANCE_BYTES, allowanceBytes / 2)
                : Math.min(MAX_ALLOWANCE_BYTES, allowanceBytes * 2);
        number++;
        spentBytes = 0;
        exceeded = false;
        ending = false;
        Conversation[] clients = owed.toArray(Conversation[]::new);
        owed.clear();
        for (Conversation client : clients) {
            client.catchUp();
        }
    }
}
