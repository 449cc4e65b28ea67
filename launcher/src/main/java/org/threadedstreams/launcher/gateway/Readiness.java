package org.threadedstreams.launcher.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.threadedstreams.launcher.CommandFailure;

/**
 * Whether a gateway is ready: the bridge listens, the page is served, and every stream that was configured at the start answers.
 *
 * <p>Safe for many threads.
 */
final class Readiness {

    private final GatewayParts parts;
    private final SortedSet<String> expected;
    private final StopRequest stop;

    Readiness(GatewayParts parts, SortedSet<String> expected, StopRequest stop) {
        this.parts = parts;
        this.expected = expected;
        this.stop = stop;
    }

    /**
     * Waits until the gateway is ready, it is asked to stop, or the time is up.
     *
     * @return what is still missing, nothing if it is ready or asked to stop
     * @throws CommandFailure if a part says that it cannot work
     */
    synchronized Optional<String> await(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<String> failure = parts.failure();
            if (failure.isPresent()) {
                throw new CommandFailure(failure.get());
            }
            List<String> missing = missing();
            long leftMillis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (stop.requested() || missing.isEmpty()) {
                return Optional.empty();
            }
            if (leftMillis <= 0) {
                return Optional.of(String.join(" and ", missing));
            }
            wait(leftMillis);
        }
    }

    /** Looks again. */
    synchronized void changed() {
        notifyAll();
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        SortedSet<String> streams = new TreeSet<>(expected);
        streams.removeAll(parts.streams());
        if (!parts.hasStreams()) {
            missing.add("the part that keeps the streams");
        } else if (!streams.isEmpty()) {
            missing.add((streams.size() == 1 ? "stream " : "streams ") + String.join(", ", streams));
        }
        if (parts.bridgeAddress().isEmpty()) {
            missing.add("the bridge");
        }
        if (parts.pageUrl().isEmpty()) {
            missing.add("the page");
        }
        return missing;
    }
}
