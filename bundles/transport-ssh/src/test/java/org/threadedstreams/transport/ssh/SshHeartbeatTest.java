package org.threadedstreams.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.session.Session;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;

/** Whether a host still lives, and how soon that is known. */
class SshHeartbeatTest extends SshTestBase {

    private static OpenSshServer server;

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
    void aLineThatGoesDeadIsNoticedWithinTenSeconds() throws Exception {
        try (Line line = new Line(server.port())) {
            WatchedConnection connection = openAndResume(over(line, "cat", Map.of()));

            line.goDead();

            StreamEnd end = connection.listener().awaitEnded(Duration.ofSeconds(10));
            assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
            assertThat(end.message()).contains("silent").contains("heartbeat");
        }
    }

    @Test
    void aLinkThatGoesDownIsNoticedWithinTenSeconds() throws Exception {
        try (LinkedServer linked = new LinkedServer(server)) {
            WatchedConnection connection = openAndResume(linked.target("cat"));

            linked.down();

            assertThat(connection.listener().awaitEnded(Duration.ofSeconds(10)).code())
                    .isEqualTo(StreamCode.READ_FAILED);
        }
    }

    @Test
    void aLineThatGoesDeadWhileKeysAreRenewedIsNoticedAsSoon() throws Exception {
        List<Session> sessions = sessions();
        try (Line line = new Line(server.port())) {
            WatchedConnection connection = openAndResume(over(line, "cat", Map.of("heartbeatMillis", "300")));

            line.goDead();
            sessions.get(0).reExchangeKeys();

            StreamEnd end = connection.listener().awaitEnded(Duration.ofSeconds(5));
            assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
            assertThat(end.message()).contains("silent").contains("while keys were renewed");
        }
    }

    @Test
    void aSlowLineIsNotTakenForADeadHost() throws Exception {
        try (Line line = new Line(server.port())) {
            // An answer waits behind what is on its way: here for seconds, which is more than ten heartbeats.
            line.slowDown(100_000);
            WatchedConnection connection =
                    openAndResume(over(line, "head -c 400000 /dev/zero", Map.of("heartbeatMillis", "200")));

            assertThat(connection.listener().awaitEnded(PATIENCE).message()).endsWith("exit status 0");
            assertThat(connection.listener().receivedBytes()).isEqualTo(400_000);
        }
    }

    @Test
    void aServerThatAsksForSignsOfLifeItselfGetsThem() throws Exception {
        try (OpenSshServer asking =
                OpenSshServer.start(List.of("ClientAliveInterval 1", "ClientAliveCountMax 1"), "ed25519")) {
            WatchedConnection connection =
                    openAndResume(asking.target("sleep 5; echo done", Map.of("heartbeatMillis", "0")));

            assertThat(connection.listener().awaitEnded(PATIENCE).message()).endsWith("exit status 0");
        }
    }

    @Test
    void nothingBeatsOnAfterTheEnd() {
        WatchedConnection connection = openAndResume(server.target("sleep 1", Map.of("heartbeatMillis", "50")));
        connection.listener().awaitEnded(PATIENCE);

        Awaitility.await().atMost(PATIENCE).until(() -> shared.scheduled() == 0);
    }

    private static Target over(Line line, String command, Map<String, Object> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("port", String.valueOf(line.port()));
        options.put("hostKeyCheck", "off");
        return new Target(server.target(command, options).options(), "127.0.0.1:" + line.port());
    }
}
