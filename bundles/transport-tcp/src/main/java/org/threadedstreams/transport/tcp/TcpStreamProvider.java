package org.threadedstreams.transport.tcp;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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

    private static final int ASKING_THREADS = 16;

    private final VertxInternal vertx;

    /** Vert.x closes a client, and its sockets, once nobody references it. */
    private final NetClient plain;

    private final Set<TcpConnection> open = ConcurrentHashMap.newKeySet();

    /** Asks the system, which may block; a queue of those who wait for a name service that is gone is no reason for more. */
    private final ThreadPoolExecutor asking = new ThreadPoolExecutor(
            ASKING_THREADS, ASKING_THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "tcp-lookup");
                thread.setDaemon(true);
                return thread;
            });

    private final HostLookup lookup;

    @Activate
    public TcpStreamProvider(@Reference Vertx vertx) {
        this(vertx, InetAddress::getAllByName);
    }

    TcpStreamProvider(Vertx vertx, HostLookup lookup) {
        this.vertx = (VertxInternal) vertx;
        this.lookup = lookup;
        plain = vertx.createNetClient();
        asking.allowCoreThreadTimeOut(true);
    }

    @Deactivate
    void deactivate() {
        open.forEach(connection -> connection.shut(TcpEnd.byStop(connection.address())));
        plain.close();
        asking.shutdownNow();
    }

    @Override
    public Class<TcpOptions> optionsType() {
        return TcpOptions.class;
    }

    @Override
    public StreamConnection open(String stream, TcpOptions options, StreamListener listener) {
        check(options);
        TcpAddress address = TcpAddress.of(options);
        KeepAlive keepAlive = KeepAlive.of(options);
        if (!options.tls()) {
            return connect(plain, new TcpConnection(address, null, context(), listener), options, keepAlive);
        }
        TcpConnection connection = new TcpConnection(address, new Tls(options), context(), listener);
        // A client keeps the certificates that it once saw.
        NetClient own = vertx.createNetClient();
        connection.over().thenRun(own::close);
        return connect(own, connection, options, keepAlive);
    }

    @Override
    public void check(TcpOptions options) {
        TcpAddress.of(options);
        if (options.connectTimeoutMillis() < 1) {
            throw new InvalidOptionException("connectTimeoutMillis", "at least 1");
        }
        KeepAlive.of(options);
        if (options.tls()) {
            new Tls(options);
        }
    }

    private TcpConnection connect(NetClient client, TcpConnection connection, TcpOptions options, KeepAlive keepAlive) {
        open.add(connection);
        connection.over().thenRun(() -> open.remove(connection));
        connection.connect(client, options.connectTimeoutMillis(), keepAlive, lookup, asking);
        return connection;
    }

    private ContextInternal context() {
        ContextInternal current = vertx.getContext();
        return current != null && current.isEventLoopContext() ? current.unwrap() : vertx.createEventLoopContext();
    }
}
