package org.threadedstreams.itests.peer;

import java.io.IOException;

/**
 * Something real on this machine that a stream can be connected to.
 *
 * <p>For one thread, but for {@link #close}.
 */
public interface Peer extends AutoCloseable {

    /** What a stream's file must have to reach it. */
    String[] configuration();

    /** What a stream's file has that leads to nobody. */
    String[] nowhere();

    /** How messages name it. */
    String address();

    /** Waits for the next connection. */
    Far accept() throws IOException;

    @Override
    void close() throws IOException;
}
