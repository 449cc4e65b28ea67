package org.threadedstreams.transport.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.session.Session;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;

/** Peers that are no SSH server, that want to do harm, or that have had enough. */
class SshOddPeerTest extends SshTestBase {

    private static final String IDENTIFICATION = "SSH-2.0-Odd_1.0\r\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 400 Bad Request\\r\\n\\r\\n | instead it says: HTTP/1.1 400 Bad Request | host and port",
                "220 \\e[31mready\\r\\n | instead it says: 220 ?[31mready | host and port",
                "Exceeded MaxStartups\\r\\n | instead it says: Exceeded MaxStartups | MaxStartups",
                " | the host closed the connection | MaxStartups",
                "SSH-1.5-Old\\r\\n | SSH-1.5-Old | host's log",
                "\\0\\0\\0\\0\\0 | null characters | host and port",
            })
    void whatIsNoSshServerIsSaid(String bytes, String message, String remedy) throws Exception {
        String words = bytes == null
                ? ""
                : bytes.replace("\\r", "\r")
                        .replace("\\n", "\n")
                        .replace("\\e", "\033")
                        .replace("\\0", "\0");
        StreamEnd end = refusalBy(out -> out.write(words.getBytes(ISO_8859_1)));

        assertThat(end.message()).contains("identify itself").contains(message);
        assertThat(end.text()).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource({"'x', 1", "'flood\r\n', 1", "'x', 60000", "'\u0001', 60000"})
    void aFloodIsCutOff(String piece, int times) throws Exception {
        byte[] flood = piece.repeat(times).getBytes(ISO_8859_1);
        StreamEnd end = refusalBy(out -> {
            while (true) {
                out.write(flood);
            }
        });

        assertThat(end.text()).hasSizeLessThan(800).doesNotContain("\u0001");
    }

    @Test
    void rubbishAfterTheIdentificationIsAnError() throws Exception {
        StreamEnd end = refusalBy(out -> {
            out.write(IDENTIFICATION.getBytes(ISO_8859_1));
            out.write("rubbish".repeat(1000).getBytes(ISO_8859_1));
        });

        assertThat(end.message()).contains("failed while agreeing on keys");
    }

    @Test
    void whatClosesWhileKeysAreAgreedOnIsSaid() throws Exception {
        StreamEnd end = refusalBy(out -> out.write(IDENTIFICATION.getBytes(ISO_8859_1)));

        assertThat(end.message()).contains("failed while agreeing on keys");
    }

    @Test
    void aLengthThatIsALieTakesNoMemory() throws Exception {
        StreamEnd end = refusalBy(out -> {
            out.write(IDENTIFICATION.getBytes(ISO_8859_1));
            out.write(new byte[] {0x7f, -1, -1, -1, 4, 20});
            out.write(new byte[100]);
        });

        assertThat(end.message()).contains("failed while agreeing on keys");
    }

    @Test
    void nothingIsLeftOfRefusedPeersAndNoStackTraceIsLogged() throws Exception {
        List<Session> sessions = sessions();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true));
        try {
            for (int i = 0; i < 20; i++) {
                int odd = i % 3;
                refusalBy(out -> out.write(
                        (odd == 0 ? "nothing\r\n" : odd == 1 ? IDENTIFICATION : IDENTIFICATION + "rubbish!".repeat(99))
                                .getBytes(ISO_8859_1)));
            }
        } finally {
            System.setErr(before);
        }

        assertThat(sessions).hasSize(20);
        Awaitility.await().atMost(PATIENCE).until(() -> sessions.stream().allMatch(Session::isClosed));
        Awaitility.await().atMost(PATIENCE).until(() -> shared.scheduled() == 0);
        assertThat(log.toString().lines().filter(line -> line.startsWith("\tat ") && line.contains("threadedstreams")))
                .isEmpty();
    }

    @Test
    void aServerThatTakesFewAtOnceTakesAllInTheEnd() throws Exception {
        try (OpenSshServer few = OpenSshServer.start(List.of("MaxStartups 2:100:3"), "ed25519")) {
            List<WatchedConnection> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(open(few.target("cat")));
            }
            int rounds = 0;
            for (; !waiting.isEmpty() && rounds < 50; rounds++) {
                List<WatchedConnection> again = new ArrayList<>();
                for (WatchedConnection connection : waiting) {
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .until(() -> connection.listener().isOpened()
                                    || connection.listener().isEnded());
                    if (connection.listener().isEnded()) {
                        StreamEnd end = connection.listener().awaitEnded(Duration.ZERO);
                        assertThat(end.message()).contains("failed while waiting for the host to identify itself");
                        assertThat(end.remedy()).contains("MaxStartups");
                        again.add(open(few.target("cat")));
                    }
                }
                waiting = again;
            }
            assertThat(rounds)
                    .as("some were refused at first, and all came through")
                    .isBetween(2, 49);
        }
    }

    private interface Peer {
        void speak(OutputStream out) throws IOException;
    }

    private StreamEnd refusalBy(Peer peer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread speaker = new Thread(() -> speak(server, peer), "odd-peer");
            speaker.setDaemon(true);
            speaker.start();
            StreamEnd end = refusal(new Target(
                    Map.of(
                            "host", "127.0.0.1",
                            "port", String.valueOf(server.getLocalPort()),
                            "username", "someone",
                            "hostKeyCheck", "off",
                            "connectTimeoutMillis", "20000"),
                    "127.0.0.1:" + server.getLocalPort()));
            assertThat(end.message()).doesNotContain("timeout");
            speaker.join(PATIENCE.toMillis());
            assertThat(speaker.isAlive()).isFalse();
            return end;
        }
    }

    private static void speak(ServerSocket server, Peer peer) {
        try (Socket socket = server.accept()) {
            peer.speak(socket.getOutputStream());
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException closedByTheOther) {
            // That is what is hoped for.
        }
    }
}
