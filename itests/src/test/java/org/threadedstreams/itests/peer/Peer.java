package org.threadedstreams.itests.peer;

import java.io.IOException;
import org.threadedstreams.api.StreamCode;

/**
 * Something real on this machine that a stream can be connected to.
 *
 * <p>For one thread.
 */
public interface Peer extends AutoCloseable {

    /** What a stream's file must have to reach it. */
    String[] configuration();

    /** What a stream's file has that leads to nobody. */
    String[] nowhere();

    /** The far end of the connection that comes next, or has come. */
    Far accept() throws IOException;

    /** What a stream says after {@link Far#end}. */
    default StreamCode[] endCodes() {
        return new StreamCode[] {StreamCode.END_OF_STREAM};
    }

    @Override
    void close() throws IOException;
}
