package org.threadedstreams.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;
import org.threadedstreams.testkit.secrets.Planted;

/** Coming to a socket: addresses that answer and that do not, one or many at once. */
class SshConnectTest extends SshTestBase {

    private static OpenSshServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() throws Exception {
        server = OpenSshServer.start("ed25519");
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void fortyEightAtOnceOpenSoon() {
        openFortyEight(server.target("exec cat"));
    }

    @Test
    void fortyEightWithOneEncryptedIdentityOpenSoon() throws Exception {
        Path identity = folder.resolve("shared");
        OpenSshServer.keygen(identity, "ed25519", Planted.secret("open sesame"));
        server.authorize(folder.resolve("shared.pub"));
        openFortyEight(server.target(
                "exec cat",
                Map.of("identity", identity.toString(), "identityPassphrase", Planted.secret("open sesame"))));
    }

    /** On two cores that have nothing else to do they are open within 2 s; the figure is printed. */
    private void openFortyEight(Target target) {
        List<WatchedConnection> connections = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < 48; i++) {
            connections.add(open(target));
        }
        connections.forEach(connection -> connection.listener().awaitOpened(PATIENCE));
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        System.out.println("48 SSH connections at once were open after " + taken.toMillis() + " ms");

        assertThat(taken).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aGoodHostOpensWhileFiftyOthersDoNotAnswer() throws Exception {
        try (BlackHole hole = new BlackHole(0)) {
            for (int i = 0; i < 50; i++) {
                open(at("127.0.0.1", hole.port(), "60000"));
            }

            WatchedConnection good = open(server.target("cat"));

            good.listener().awaitOpened(Duration.ofSeconds(10));
        }
    }

    @Test
    void anAttemptThatIsGivenUpLeavesNoSocketOpen() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "skipped: there is no /proc");
        try (BlackHole hole = new BlackHole(0)) {
            refusal(at("127.0.0.1", hole.port(), "100"));
            long before = openFiles();

            for (int i = 0; i < 20; i++) {
                refusal(at("127.0.0.1", hole.port(), "100"));
            }

            Awaitility.await().atMost(PATIENCE).until(() -> openFiles() < before + 15);
        }
    }

    @Test
    void anAddressThatDoesNotAnswerIsSaid() throws Exception {
        try (BlackHole hole = new BlackHole(0)) {
            StreamEnd end = refusal(at("127.0.0.1", hole.port(), "500"));

            assertThat(end.message()).contains("timeout after 500 ms while connecting to 127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aNameIsTriedAtEachOfItsAddresses(String address) throws Exception {
        names.put("lab", List.of("127.0.0.2", "127.0.0.1", "::1"));
        try (OpenSshServer one = OpenSshServer.at(address)) {
            assertThat(output(at("lab", one, "10000"))).isEqualTo("hello\n");
        }
    }

    @Test
    void anAddressThatDoesNotAnswerLeavesTimeForTheNext() throws Exception {
        names.put("lab", List.of("127.0.0.1", "127.0.0.2"));
        try (OpenSshServer second = OpenSshServer.at("127.0.0.2");
                BlackHole first = new BlackHole(second.port())) {
            assertThat(output(at("lab", second, "4000"))).isEqualTo("hello\n");
        }
    }

    @Test
    void eachAddressThatFailedIsSaid() throws Exception {
        names.put("lab", List.of("127.0.0.1", "127.0.0.2"));

        StreamEnd end = refusal(at("lab", OpenSshServer.freePort(), "10000"));

        assertThat(end.message())
                .endsWith("cannot connect: 127.0.0.1: Connection refused; 127.0.0.2: Connection refused");
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static Target at(String host, OpenSshServer there, String timeout) {
        Map<String, Object> options = Map.of("host", host, "connectTimeoutMillis", timeout, "hostKeyCheck", "off");
        return new Target(there.target("echo hello", options).options(), host + ":" + there.port());
    }

    private static Target at(String host, int port, String timeout) {
        Map<String, Object> options = Map.of(
                "host", host, "port", String.valueOf(port), "connectTimeoutMillis", timeout, "hostKeyCheck", "off");
        return new Target(server.target("echo hello", options).options(), host + ":" + port);
    }
}
