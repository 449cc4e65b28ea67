package org.threadedstreams.transport.ssh;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;

/**
 * Opens commands and shells on SSH hosts.
 *
 * <p>Safe for many threads. All connections share MINA's few threads: there is none per stream.
 */
@Component(property = StreamProvider.TRANSPORT + "=ssh")
@Designate(ocd = SshOptions.class)
public final class SshStreamProvider implements StreamProvider<SshOptions> {

    private final Set<SshConnection> connections = ConcurrentHashMap.newKeySet();
    private final SharedClient shared;

    public SshStreamProvider() {
        this(new SharedClient());
    }

    SshStreamProvider(SharedClient shared) {
        this.shared = shared;
    }

    @Override
    public Class<SshOptions> optionsType() {
        return SshOptions.class;
    }

    @Override
    public StreamConnection open(String stream, SshOptions options, StreamListener listener) {
        SshTarget target = SshTarget.of(options);
        SshConnection connection = new SshConnection(target, shared, listener, connections::remove);
        connections.add(connection);
        connection.start();
        return connection;
    }

    @Override
    public void check(SshOptions options) {
        SshTarget.of(options);
    }

    @Deactivate
    void deactivate() {
        StreamEnd gone = new StreamEnd(StreamCode.TRANSPORT_GONE, "the SSH transport was stopped");
        connections.forEach(connection -> connection.abandon(gone));
        shared.stop();
    }
}
