package org.threadedstreams.client.vertx;

import io.vertx.core.eventbus.EventBus;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.handle.PortStreams;

/** Streams over an event bus. */
public final class VertxStreams {

    private VertxStreams() {}

    /**
     * The streams of the gateway on that bus. Closing them leaves the bus as it is.
     *
     * <p>A handle is not to be waited on from an event loop: that throws {@link IllegalStateException}. Workers and
     * virtual threads are welcome.
     */
    public static Streams on(EventBus bus) {
        return new PortStreams(new BusPort(bus));
    }
}
