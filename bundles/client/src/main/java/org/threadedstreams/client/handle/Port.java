package org.threadedstreams.client.handle;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Subscription;

/**
 * How a handle reaches a gateway: as much of the bus as it needs. Safe from any thread.
 *
 * <p>Answers and messages come on threads of the port's own, or of who sends them, those of one address one at a time and in
 * order; what they call returns at once.
 */
public interface Port {

    /**
     * Sends a request. Returns at once.
     *
     * @param body a {@code Map}, a {@code String}, or a {@code byte[]} that nobody modifies any more
     * @return completes with the reply; fails with {@link StreamException}, with a {@code TimeoutException}, or with
     *     {@link IOException} if this port is over
     */
    CompletableFuture<PortMessage> request(String address, Object body, Map<String, String> headers, Duration timeout);

    /** Hears what is published at an address. Blocks until every message published from then on arrives. */
    Subscription subscribe(String address, Consumer<PortMessage> handler)
            throws IOException, StreamException, InterruptedException;

    /** Fails with the reason when this port is over; completes after {@link #close}. */
    CompletableFuture<Void> ended();

    /**
     * To be called before any wait.
     *
     * @throws IllegalStateException if this thread is one that answers come on, so that they never would
     */
    void checkThread();

    void close();
}
