package org.threadedstreams.client.handle;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.threadedstreams.api.StreamException;

/** The answers that threads of one handle wait for, so that its end ends those waits. Safe from any thread. */
final class Pending {

    private final Set<CompletableFuture<?>> waits = ConcurrentHashMap.newKeySet();
    private final Spin spin = new Spin();

    /**
     * Waits for an answer.
     *
     * @throws ExecutionException with the failure of the request, or what {@link #fail} gave
     */
    <T> T await(CompletableFuture<T> answer, Duration limit)
            throws ExecutionException, TimeoutException, InterruptedException {
        CompletableFuture<T> wait = answer.copy();
        waits.add(wait);
        try {
            spin.sees(wait::isDone);
            return wait.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            waits.remove(wait);
        }
    }

    void fail(StreamException why) {
        waits.forEach(wait -> wait.completeExceptionally(why));
    }
}
