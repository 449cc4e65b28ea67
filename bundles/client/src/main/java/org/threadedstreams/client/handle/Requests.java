package org.threadedstreams.client.handle;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;

/** Asks the gateway for what a stream's journal has. Safe from any thread; has no state of its own. */
final class Requests {

    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(15);

    private final Port port;
    private final String stream;

    Requests(Port port, String stream) {
        this.port = port;
        this.stream = stream;
    }

    void checkThread() {
        port.checkThread();
    }

    /** Fetches. Returns at once; an answer may be there even before. */
    CompletableFuture<Fetched> fetch(Object from) {
        return port.request(
                        Verb.FETCH.of(stream),
                        Map.of("from", from, "max", Addresses.MAX_CHUNK_BYTES),
                        Map.of(),
                        FETCH_TIMEOUT)
                .thenApply(Fetched::of);
    }

    /** Fetches, and waits for it; not under the cursor's lock. */
    Fetched await(Object from, Pending pending) throws ExecutionException, TimeoutException, InterruptedException {
        return pending.await(fetch(from), FETCH_TIMEOUT.plusSeconds(1));
    }
}
