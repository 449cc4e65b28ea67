package org.threadedstreams.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.threadedstreams.api.StreamException;

/** Over the real bridge. */
class BridgeStreamsTest extends StreamsContract {

    @Override
    Streams open() throws Exception {
        return Streams.connect(home);
    }

    @Test
    void aGatewayThatEndsEndsTheHandle() throws Exception {
        gateway.close();
        assertThatThrownBy(() -> handle.readUntil("x", SOON))
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("NOT_OPEN: the gateway is gone")
                .hasMessageContaining("connect again");
        assertThatThrownBy(() -> handle.write("x")).hasMessageContaining("NOT_OPEN");
    }

    /** What a plain program does. */
    public static final class Program {

        private Program() {}

        /** Attaches, writes, and prints what comes back. */
        public static void main(String[] args) throws Exception {
            try (Streams streams = Streams.connect(Path.of(args[0]));
                    ThreadedStream console = streams.attach("console")) {
                console.write("hello. ");
                System.out.print(console.readUntil("hello.", SOON).text());
            }
            try {
                Class.forName("io.vertx.core.Vertx");
                System.out.print(" and there is a Vert.x");
            } catch (ClassNotFoundException expected) {
                System.out.print(" without Vert.x");
            }
        }
    }

    @Test
    void aPlainProgramNeedsNoVertxOnItsClassPath() throws Exception {
        String classPath = Stream.of(Program.class, Streams.class, StreamException.class, JSON.class, JsonFactory.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
        Path output = home.resolve("output");
        Process program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Program.class.getName(),
                        home.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(program.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).isEqualTo("hello. without Vert.x");
    }
}
