package org.threadedstreams.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something real on this machine that a provider can open: a server socket, an SSH server, one end of a pty pair. Each
 * test has one of its own, started before and closed after it.
 *
 * <p>{@link #accept} and {@link #close} are called on different threads.
 */
@ConsumerType
public interface Peer extends AutoCloseable {

    /** What reaches this peer. */
    Target target();

    /** Something that cannot be opened because nothing is there. */
    Target nowhere();

    /** Something whose opening neither succeeds nor fails, such as a server that never answers. */
    default Optional<Target> neverOpens() {
        return Optional.empty();
    }

    /**
     * Waits for the next connection. A peer that cannot see connections come returns the one it has.
     *
     * @throws IOException if none came in time
     */
    PeerConnection accept(Duration timeout) throws IOException;

    /** What cannot be done with this peer. A test that needs it is skipped. */
    default Set<PeerLimit> limits() {
        return Set.of();
    }

    /** Ends everything that is left, without waiting for the far end. */
    @Override
    void close() throws IOException;
}
