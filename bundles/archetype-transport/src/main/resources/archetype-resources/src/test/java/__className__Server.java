package ${package};

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.PeerConnection;
import org.threadedstreams.testkit.PeerLimit;
import org.threadedstreams.testkit.Target;

/** What the transport is tested against: a real server on this machine. Replace it by what yours connects to. */
final class ${className}Server implements Peer {

    private final Path folder;
    private final Path path;
    private final ServerSocketChannel server;

    ${className}Server() throws IOException {
        folder = Files.createTempDirectory("${transport}");
        path = folder.resolve("socket");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    @Override
    public Target target() {
        return new Target(Map.of("path", path.toString()), path.toString());
    }

    @Override
    public Target nowhere() {
        Path nobody = folder.resolve("nobody");
        return new Target(Map.of("path", nobody.toString()), nobody.toString());
    }

    /** A server that closes looks the same whether it meant to or not. */
    @Override
    public Set<PeerLimit> limits() {
        return Set.of(PeerLimit.NO_ABRUPT_END);
    }

    @Override
    public PeerConnection accept(Duration timeout) throws IOException {
        SocketChannel connection = server.accept();
        InputStream input = Channels.newInputStream(connection);
        OutputStream output = Channels.newOutputStream(connection);
        return new PeerConnection() {
            @Override
            public InputStream input() {
                return input;
            }

            @Override
            public OutputStream output() {
                return output;
            }

            @Override
            public void end() throws IOException {
                connection.shutdownOutput();
            }

            @Override
            public void breakOff() throws IOException {
                connection.close();
            }

            @Override
            public void close() throws IOException {
                connection.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        Files.delete(folder);
    }
}
