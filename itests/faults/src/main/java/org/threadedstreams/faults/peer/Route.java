package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.util.List;

/** How a stream reaches its peer. */
public interface Route extends AutoCloseable {

    /** The far end of it. */
    PeerServer peer();

    /** What a stream's file must have to take it. */
    List<String> configuration();

    /** Whether nothing stands between the gateway and the peer: what the gateway hands over, the peer gets in the end. */
    default boolean direct() {
        return false;
    }

    /** Whether bytes that the peer sends before the stream is open arrive. */
    default boolean speaksFirst() {
        return true;
    }

    @Override
    void close() throws IOException;
}
