package org.threadedstreams.transport.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.PeerConnection;
import org.threadedstreams.testkit.Target;

/** A process, {@code socat}, whose input and output come from and go to a socket of the test. It first says its id there. */
final class SocketProcess implements Peer {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    SocketProcess() throws IOException {
        requireTool("socat");
        requireTool("bash");
    }

    private static void requireTool(String name) {
        boolean there = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as(name + " is installed").isTrue();
        }
        assumeTrue(there, name + " is not installed: apt-get install " + name);
    }

    @Override
    public Target target() {
        String command = "exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort()
                + "; echo $$ >&3; exec socat -t 0.1 -b 65536 - FD:3,shut-down'";
        return new Target(Map.of("command", command), "process ");
    }

    @Override
    public Target nowhere() {
        return new Target(Map.of("command", "cat", "directory", "/no/such/folder"), "/no/such/folder");
    }

    @Override
    public PeerConnection accept(Duration timeout) throws IOException {
        server.setSoTimeout((int) timeout.toMillis());
        Socket socket = server.accept();
        long pid = 0;
        for (int digit = socket.getInputStream().read();
                digit != '\n';
                digit = socket.getInputStream().read()) {
            if (digit < 0) {
                throw new IOException("the process ended before it said its id");
            }
            pid = 10 * pid + digit - '0';
        }
        return new Far(
                socket,
                socket.getInputStream(),
                socket.getOutputStream(),
                ProcessHandle.of(pid).orElseThrow());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private record Far(Socket socket, InputStream input, OutputStream output, ProcessHandle process)
            implements PeerConnection {

        @Override
        public void end() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void breakOff() {
            process.destroyForcibly();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
