package org.threadedstreams.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The far end of one connection. It reads only while a test reads from {@link #input()}: that is how a test plays a peer
 * that stops reading.
 *
 * <p>One thread reads, another writes, and a third may end, break or close.
 */
@ConsumerType
public interface PeerConnection extends AutoCloseable {

    /** What the transport wrote. Ends when the transport closed the connection. */
    InputStream input();

    /** What the transport is to read. A write blocks while the transport does not read. */
    OutputStream output();

    /** Ends the connection in good order: what was written before still arrives, then the end. */
    void end() throws IOException;

    /** Breaks the connection at once, as a reset or a pulled plug does. */
    void breakOff() throws IOException;

    /** Lets go of everything, in whatever order. Idempotent. */
    @Override
    void close() throws IOException;
}
