package ${package};

import static org.junit.Assert.assertEquals;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.threadedstreams.client.Streams;
import org.threadedstreams.client.ThreadedStream;
import org.threadedstreams.paxexam.ThreadedStreams;

/** The bundle's jar in a gateway. Runs inside the gateway's framework; {@code gateway()} alone runs before it starts. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ${className}IT {

    /** Relative to the project's folder, where the gateway runs too: the path of such a socket has 107 bytes at most. */
    private static final Path SOCKET = Path.of("target", "${transport}.socket");

    @Inject
    private Streams streams;

    @Configuration
    public Option[] gateway() {
        return new Option[] {
            ThreadedStreams.gateway()
                    .deploy(Path.of(System.getProperty("bundle")))
                    .stream("device", "transport = ${transport}", "path = " + SOCKET)
        };
    }

    @Test
    public void aCommandIsAnswered() throws Exception {
        Files.deleteIfExists(SOCKET);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ThreadedStream device = streams.attach("device")) {
            server.bind(UnixDomainSocketAddress.of(SOCKET));
            try (SocketChannel connection = server.accept()) {
                connection.write(ByteBuffer.wrap("login: ".getBytes(StandardCharsets.UTF_8)));
                device.from("earliest").readUntil("login: ", Duration.ofSeconds(20));

                device.write("root\n");
                ByteBuffer command = ByteBuffer.allocate(5);
                while (command.hasRemaining() && connection.read(command) >= 0) {}
                assertEquals("root\n", new String(command.array(), StandardCharsets.UTF_8));
            }
        }
    }
}
