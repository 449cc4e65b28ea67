package org.threadedstreams.client;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.handle.PortStreams;

/**
 * The streams of a gateway. Safe from any thread.
 *
 * <p>An OSGi service in the gateway's own framework, one for each bundle that uses it; {@link #connect} for a program on
 * the same host; {@code org.threadedstreams.client.vertx.VertxStreams} for whoever has a Vert.x event bus.
 */
@ProviderType
public interface Streams extends AutoCloseable {

    /**
     * Connects to the gateway that runs on a home folder. Blocks for at most 40 seconds. When the connection ends, every
     * handle says so; connect again, and attach {@code from} where the old one stood.
     *
     * @throws GatewayNotRunningException if none does
     * @throws IOException if it does not let this program in, or its files cannot be read
     */
    static Streams connect(Path home) throws IOException {
        return new PortStreams(new BridgePort(BridgeClient.connect(home)));
    }

    /** {@link #attach(String, Charset)} in UTF-8. */
    default ThreadedStream attach(String stream) throws StreamException {
        return attach(stream, StandardCharsets.UTF_8);
    }

    /**
     * A handle on a stream, with its cursor at the end of what has been read by now. Blocks until the gateway has
     * answered, for at most two minutes.
     *
     * @param charset in which texts are looked for and lines are given; that of the stream's configuration
     * @throws StreamException {@code NO_SUCH_STREAM}, with the nearest name there is; {@code NOT_OPEN} if there is no
     *     gateway any more
     */
    ThreadedStream attach(String stream, Charset charset) throws StreamException;

    /** Closes all of its handles, and the connection if it has one. Idempotent. */
    @Override
    void close();
}
