package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/** The consumer in Python, {@code examples/console.py}, with a real TCP peer behind the gateway. */
@Timeout(300)
class PythonExampleIT {

    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final int BULK_BYTES = 8 * 1024 * 1024 + 12_345;

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;
    private ServerSocket server;

    @BeforeEach
    void setUp() throws IOException {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Files.isExecutable(PYTHON))
                    .as("no %s: the Python example is not tested", PYTHON)
                    .isTrue();
        }
        processes = new Processes(folder);
        home = Processes.home(folder.resolve("home"));
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) Processes.LIMIT.toMillis());
        Files.writeString(
                home.resolve("etc/stream-device.cfg"),
                "transport = tcp\nhost = 127.0.0.1\nport = " + server.getLocalPort() + "\n");
        processes.gateway(home);
    }

    @AfterEach
    void tearDown() throws Exception {
        server.close();
        processes.close();
    }

    @Test
    void itTailsWithoutALossAlsoWhenItHasToFetchWhatItMissed() throws Exception {
        byte[] bulk = new byte[BULK_BYTES];
        new Random(5).nextBytes(bulk);
        try (Socket peer = server.accept()) {
            say(peer, "begin");
            Running tail = example();
            tail.awaitOut("begin");
            // Stopped for a while, it falls behind.
            signal(tail, "STOP");
            peer.getOutputStream().write(bulk);
            signal(tail, "CONT");
            Awaitility.await().atMost(Processes.LIMIT).until(() -> Files.size(tail.outFile()) >= 5L + BULK_BYTES);
            byte[] seen = Files.readAllBytes(tail.outFile());
            assertThat(Arrays.equals(seen, 5, seen.length, bulk, 0, bulk.length))
                    .isTrue();
            assertThat(tail.err()).isEmpty();
        }
    }

    @Test
    void itWritesAndWaitsForTheAnswerThatIsNew() throws Exception {
        try (Socket peer = server.accept()) {
            say(peer, "an old Ready\n");
            Running asks = example("go", "Ready");
            assertThat(peer.getInputStream().readNBytes(3)).isEqualTo("go\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(asks.process().isAlive()).isTrue();
            say(peer, "now Re");
            asks.awaitOut("now Re");
            say(peer, "ady");
            assertThat(asks.awaitExit().exitCode()).isZero();
            assertThat(asks.out()).isEqualTo("now Ready");
        }
    }

    @Test
    void aFailureIsItsLastWord() throws Exception {
        Files.writeString(home.resolve("data/token"), "not the token\n");
        Running stranger = example().awaitExit();
        assertThat(stranger.exitCode()).isEqualTo(1);
        assertThat(stranger.err()).startsWith("unauthorized");
    }

    private Running example(String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(PYTHON.toString());
        command.add(Processes.DISTRIBUTION.resolve("examples/console.py").toString());
        command.add(home.toString());
        command.add("device");
        command.addAll(List.of(more));
        return processes.startCommand(command);
    }

    private void signal(Running process, String name) throws IOException, InterruptedException {
        Running kill = processes.startCommand(List.of(
                "/bin/kill", "-" + name, String.valueOf(process.process().pid())));
        assertThat(kill.awaitExit().exitCode()).isZero();
    }

    private static void say(Socket peer, String text) throws IOException {
        OutputStream out = peer.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
