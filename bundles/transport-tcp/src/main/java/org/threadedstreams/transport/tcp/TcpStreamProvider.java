package org.threadedstreams.transport.tcp;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;

/**
 * Opens TCP connections, plain or TLS. A connection lives on the event loop of the Vert.x context that opened it, or on
 * one of its own if it was opened from elsewhere; no connection has a thread.
 *
 * <p>Safe for many threads.
 */
@Component(property = StreamProvider.TRANSPORT + "=tcp")
@Designate(ocd = TcpOptions.class)
public final class TcpStreamProvider implements StreamProvider<TcpOptions> {

    private final VertxInternal vertx;

    /** Vert.x closes a client, and its sockets, once nobody references it. */
    private final NetClient plain;

    private final Set<TcpConnection> open = ConcurrentHashMap.newKeySet();

    @Activate
    public TcpStreamProvider(@Reference Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
        plain = vertx.createNetClient();
    }

    @Deactivate
    void deactivate() {
        open.forEach(connection -> connection.shut(TcpEnd.byStop(connection.address())));
        plain.close();
    }

    @Override
    public Class<TcpOptions> optionsType() {
        return TcpOptions.class;
    }

    @Override
    public StreamConnection open(String stream, TcpOptions options, StreamListener listener) {
        TcpAddress address = TcpAddress.of(options);
        if (options.connectTimeoutMillis() < 1) {
            throw new InvalidOptionException("connectTimeoutMillis", "at least 1");
        }
        ConnectOptions target = new ConnectOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setTimeout(options.connectTimeoutMillis());
        if (!options.tls()) {
            return connect(plain, target, address, options, listener);
        }
        target.setSsl(true).setSslOptions(Tls.clientOptions(options));
        // A client keeps the certificates that it once read: with its own, a reopened stream reads the files again.
        NetClient own = vertx.createNetClient();
        TcpConnection connection = connect(own, target, address, options, listener);
        connection.over().thenRun(own::close);
        return connection;
    }

    private TcpConnection connect(
            NetClient client, ConnectOptions target, TcpAddress address, TcpOptions options, StreamListener listener) {
        TcpConnection connection = new TcpConnection(address, context(), listener);
        open.add(connection);
        connection.over().thenRun(() -> open.remove(connection));
        return connection.connect(client, target, options.keepAlive());
    }

    private ContextInternal context() {
        ContextInternal current = vertx.getContext();
        return current != null && current.isEventLoopContext() ? current.unwrap() : vertx.createEventLoopContext();
    }
}
