package org.threadedstreams.transport.serial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEndpoint;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.blocking.BlockingTransport;

/**
 * Opens serial ports. A port is looked for anew, by path or by what its USB adapter is, for each session.
 *
 * <p>Safe for many threads. Each connection has two threads of its own.
 */
@Component(property = StreamProvider.TRANSPORT + "=serial")
@Designate(ocd = SerialOptions.class)
public final class SerialStreamProvider implements StreamProvider<SerialOptions> {

    private final PortList ports;
    private final PortWatch watch;

    @Activate
    public SerialStreamProvider() {
        this(PortList.ofThisSystem());
    }

    SerialStreamProvider(PortList ports) {
        this.ports = ports;
        this.watch = new PortWatch(ports);
    }

    @Deactivate
    void stop() {
        watch.stop();
    }

    @Override
    public Class<SerialOptions> optionsType() {
        return SerialOptions.class;
    }

    @Override
    public StreamConnection open(String stream, SerialOptions options, StreamListener listener) {
        SerialLine line = new SerialLine(SerialAddress.of(options), ports, SerialSettings.of(options));
        return BlockingTransport.open(stream, line, listener);
    }

    @Override
    public void check(SerialOptions options) {
        SerialAddress.of(options);
        SerialSettings.of(options);
    }

    @Override
    public Watch watch(SerialOptions options, Runnable came) {
        return watch.begin(SerialAddress.of(options), came);
    }

    @Override
    public List<StreamEndpoint> endpoints() {
        try {
            return ports.list().stream().map(ListedPort::endpoint).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
