package org.threadedstreams.faults.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.threadedstreams.faults.content.Violation;

/** Waits for what nobody tells of. Stateless. */
public final class Await {

    /** A stream that needs longer to come to where it must be stalls. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private Await() {}

    /** Something to look at. */
    public interface Look<T> {
        Optional<T> look() throws Exception;
    }

    /** Something that is to hold. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Looks again and again until there is something. */
    public static <T> T found(String what, Duration limit, Look<T> look) throws Exception {
        return found(() -> what, limit, PAUSE, look);
    }

    /** Looks every now and then until there is something. */
    public static <T> T found(Supplier<String> what, Duration limit, Duration pause, Look<T> look) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> found = look.look();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new Violation(what.get() + ": not within " + limit.toSeconds() + " s");
            }
            Thread.sleep(pause.toMillis());
        }
    }

    public static void until(String what, Condition condition) throws Exception {
        found(what, LIMIT, () -> condition.holds() ? Optional.of(true) : Optional.empty());
    }
}
