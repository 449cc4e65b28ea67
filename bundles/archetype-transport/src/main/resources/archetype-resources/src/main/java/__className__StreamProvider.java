package ${package};

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamListener;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.blocking.BlockingPort;
import org.threadedstreams.api.blocking.BlockingTransport;
import org.threadedstreams.api.blocking.PortException;

/** Opens Unix domain sockets. Replace what Port does by the calls of your own library: each of them may block. */
@Component(property = StreamProvider.TRANSPORT + "=${transport}")
@Designate(ocd = ${className}StreamProvider.Options.class)
public final class ${className}StreamProvider implements StreamProvider<${className}StreamProvider.Options> {
    @ObjectClassDefinition(name = "Unix domain socket")
    public @interface Options {
        @AttributeDefinition(description = "the path of the socket")
        String path();
    }

    @Override
    public Class<Options> optionsType() {
        return Options.class;
    }

    @Override
    public StreamConnection open(String stream, Options options, StreamListener listener) {
        return BlockingTransport.open(stream, new Port(Path.of(options.path())), listener);
    }

    private static final class Port implements BlockingPort {
        private final Path path;
        private volatile SocketChannel channel; // null until open
        Port(Path path) {
            this.path = path;
        }

        @Override
        public void open() throws IOException {
            try {
                channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            } catch (IOException e) {
                throw new PortException(path + ": " + e.getMessage(), "check the key path and the server");
            }
        }

        @Override
        public int read(byte[] into) throws IOException {
            return channel.read(ByteBuffer.wrap(into));
        }

        @Override
        public int write(byte[] from, int offset, int length) throws IOException {
            return channel.write(ByteBuffer.wrap(from, offset, length));
        }

        @Override
        public void interrupt() {
            close();
        }

        @Override
        public String close() {
            try (SocketChannel closing = channel) {
                return path.toString();
            } catch (IOException e) {
                return "closing failed: " + e.getMessage();
            }
        }
    }
}
