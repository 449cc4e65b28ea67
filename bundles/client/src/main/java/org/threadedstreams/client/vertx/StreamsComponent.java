package org.threadedstreams.client.vertx;

import io.vertx.core.eventbus.EventBus;
import java.nio.charset.Charset;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;

/** The service: for each bundle one of its own, whose handles are closed when the bundle stops or the bus goes. */
@Component(service = Streams.class, scope = ServiceScope.BUNDLE)
public final class StreamsComponent implements Streams {

    private final Streams streams;

    @Activate
    public StreamsComponent(@Reference EventBus bus) {
        streams = VertxStreams.on(bus);
    }

    @Override
    public ThreadedStream attach(String stream, Charset charset) throws StreamException {
        return streams.attach(stream, charset);
    }

    @Deactivate
    @Override
    public void close() {
        streams.close();
    }
}
