package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/** A client for Vert.x's TCP bridge that others wrote and npm has, unchanged, with a real TCP peer behind the gateway. */
@Timeout(300)
class NpmClientIT {

    private static final Path FILES = Path.of("src/test/npm");
    private static final List<Path> TOOLS = List.of(Path.of("/usr/bin/node"), Path.of("/usr/bin/npm"));

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;
    private ServerSocket server;

    @BeforeEach
    void setUp() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(TOOLS)
                    .as("without %s no foreign client is tested", TOOLS)
                    .allMatch(Files::isExecutable);
        }
        processes = new Processes(folder);
        home = Processes.home(folder.resolve("home"));
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) Processes.LIMIT.toMillis());
        Files.writeString(
                home.resolve("etc/stream-device.cfg"),
                "transport = tcp\nhost = 127.0.0.1\nport = " + server.getLocalPort() + "\n");
        for (String file : List.of("package.json", "package-lock.json", ".npmrc", "consumer.js")) {
            Files.copy(FILES.resolve(file), folder.resolve(file));
        }
        Running install = processes
                .startCommand(List.of(
                        "/usr/bin/npm",
                        "ci",
                        "--prefix",
                        folder.toString(),
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund"))
                .awaitExit();
        assertThat(install.exitCode()).as("%s%s", install.out(), install.err()).isZero();
        processes.gateway(home);
    }

    @AfterEach
    void tearDown() throws Exception {
        if (processes != null) {
            server.close();
            processes.close();
        }
    }

    @Test
    void itListsFetchesReadsWritesAndIsToldOfFailures() throws Exception {
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("the past\n".getBytes(StandardCharsets.US_ASCII));
            processes.run("expect", "--home", home.toString(), "device", "past", "--from", "earliest");
            Running client = client(Files.readString(home.resolve("data/token")));
            assertThat(peer.getInputStream().readNBytes(4)).isEqualTo("ask\n".getBytes(StandardCharsets.US_ASCII));
            client.awaitOut("written: 4");
            peer.getOutputStream().write("an answer\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.awaitExit().exitCode()).as("%s", client.err()).isZero();
            assertThat(client.out().lines())
                    .satisfiesExactly(
                            // It begins with a ping, before it has a chance to show the token.
                            line -> assertThat(line).startsWith("error: unauthorized: "),
                            line -> assertThat(line).isEqualTo("listed: device"),
                            line -> assertThat(line).isEqualTo("fetched: 0 9 the past"),
                            line -> assertThat(line).isEqualTo("written: 4"),
                            line -> assertThat(line).isEqualTo("read: 9 an answer"),
                            line -> assertThat(line)
                                    .startsWith("failed: 10 RECIPIENT_FAILURE NO_SUCH_STREAM: ")
                                    .contains("nosuch"),
                            line -> assertThat(line).startsWith("failed: 13 RECIPIENT_FAILURE REFUSED: "),
                            line -> assertThat(line).startsWith("error: access_denied: "),
                            line -> assertThat(line).isEqualTo("closed: "));
        }
    }

    @Test
    void aWrongTokenEndsTheConnectionWithTheReason() throws Exception {
        Running client = client("guessed").awaitExit();

        assertThat(client.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("error: unauthorized: the first frame has no token"),
                        line -> assertThat(line).startsWith("error: unauthorized: this is not the gateway's token"),
                        line -> assertThat(line).isEqualTo("closed: "));
    }

    private Running client(String token) throws IOException {
        String bridge = String.valueOf(JSON.std
                .mapFrom(Files.readString(home.resolve("data/gateway.json")))
                .get("bridge"));
        int colon = bridge.lastIndexOf(':');
        return processes.startCommand(List.of(
                "/usr/bin/node",
                folder.resolve("consumer.js").toString(),
                bridge.substring(0, colon),
                bridge.substring(colon + 1),
                token.strip()));
    }
}
