package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/** The commands that speak to a gateway, with a real TCP peer behind it. */
@Timeout(300)
class StreamsIT {

    private static final int BULK_BYTES = 8 * 1024 * 1024 + 12_345;

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;
    private ServerSocket server;

    @BeforeEach
    void setUp() throws IOException {
        processes = new Processes(folder);
        home = Processes.home(folder.resolve("home"));
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) Processes.LIMIT.toMillis());
    }

    @AfterEach
    void tearDown() throws Exception {
        server.close();
        processes.close();
    }

    @Test
    void listShowsStatesToPeopleAndPrograms() throws Exception {
        configure("good", "");
        Files.writeString(home.resolve("etc/stream-waiting.cfg"), "transport = nosuchtransport\n");
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            awaitState("good", "open");
            Running table = command("list");
            assertThat(table.exitCode()).isZero();
            List<String> lines = table.out().lines().toList();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).startsWith("STREAM").contains("STATE", "REASON");
            assertThat(table.out())
                    .containsPattern("good +tcp +open")
                    .containsPattern("waiting +nosuchtransport +waiting");
            Running json = command("list", "--json");
            assertThat(json.out().lines()).hasSize(2);
            for (String line : json.out().lines().toList()) {
                assertThat(JSON.std.mapFrom(line))
                        .containsKeys(
                                "stream",
                                "transport",
                                "state",
                                "reason",
                                "session",
                                "time",
                                "journal",
                                "earliest",
                                "end",
                                "readBytes",
                                "writtenBytes",
                                "queuedBytes",
                                "gaps",
                                "errors");
            }
            assertThat(peer.isConnected()).isTrue();
        }
    }

    @Test
    void sendHandsOverExactlyTheBytes() throws Exception {
        configure("device", "");
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            awaitState("device", "open");
            Running send = command("send", "device", "ä\\x00\\xff\\e[0m\\\\\\r\\n", "-v");
            assertThat(send.err()).contains("\"bytes\":11");
            assertThat(send.exitCode()).isZero();
            assertThat(send.out()).isEmpty();
            assertThat(peer.getInputStream().readNBytes(11))
                    .containsExactly(0xc3, 0xa4, 0, 0xff, 0x1b, '[', '0', 'm', '\\', '\r', '\n');
        }
    }

    @Test
    void sendSaysWhatWasNotSent() throws Exception {
        Files.writeString(home.resolve("etc/stream-closed.cfg"), "transport = tcp\nhost = 127.0.0.1\nport = 1\n");
        processes.gateway(home);
        Running notOpen = command("send", "closed", "12345");
        assertThat(notOpen.exitCode()).isEqualTo(2);
        assertThat(notOpen.err()).contains("NOT_OPEN", "not sent: 5 of 5 bytes");
        Running unknown = command("send", "nosuchstream", "12345");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("NO_SUCH_STREAM", "nosuchstream");
        Running escape = command("send", "closed", "\\q");
        assertThat(escape.exitCode()).isEqualTo(2);
        assertThat(escape.err()).contains("no such escape: \\q");
    }

    @Test
    void tailShowsThePastAndStopsWithNoFollow() throws Exception {
        configure("device", "");
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("hello world\nsecond\n".getBytes(StandardCharsets.US_ASCII));
            awaitEnd("device", 19);
            assertThat(command("tail", "device", "--no-follow").out()).isEqualTo("hello world\nsecond\n");
            assertThat(command("tail", "device", "--no-follow", "--from", "-7").out())
                    .isEqualTo("second\n");
            assertThat(command("tail", "device", "--no-follow", "--from", "6").out())
                    .isEqualTo("world\nsecond\n");
            assertThat(command("tail", "device", "--no-follow", "--hex", "--from", "12")
                            .out())
                    .isEqualTo("00000012  73 65 63 6f 6e 64 0a                              |second.|\n");
            Running wrong = command("tail", "device", "--from", "yesterday");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains("yesterday", "earliest");
            Running unknown = command("tail", "nosuchstream", "--no-follow");
            assertThat(unknown.exitCode()).isEqualTo(2);
            assertThat(unknown.err()).contains("NO_SUCH_STREAM");
        }
    }

    @Test
    void tailFollowsWithoutALossWhileBytesPour() throws Exception {
        configure("device", "");
        processes.gateway(home);
        byte[] bulk = new byte[BULK_BYTES];
        new Random(7).nextBytes(bulk);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("begin".getBytes(StandardCharsets.US_ASCII));
            Running tail = processes.start("tail", "--home", home.toString(), "device", "--from", "earliest");
            tail.awaitOut("begin");
            peer.getOutputStream().write(bulk);
            Awaitility.await().atMost(Processes.LIMIT).until(() -> Files.size(tail.outFile()) >= 5L + BULK_BYTES);
            byte[] seen = Files.readAllBytes(tail.outFile());
            assertThat(seen).hasSize(5 + BULK_BYTES);
            assertThat(Arrays.equals(seen, 5, seen.length, bulk, 0, bulk.length))
                    .isTrue();
            assertThat(tail.err()).isEmpty();
        }
    }

    @Test
    void tailTellsAHoleAndGoesOn() throws Exception {
        configure("device", "journalMaxBytes = 65536\n");
        processes.gateway(home);
        byte[] bulk = new byte[1024 * 1024];
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write(bulk);
            awaitEnd("device", bulk.length);
            Running tail = command("tail", "device", "--from", "0", "--no-follow");
            assertThat(tail.err()).contains("gap in device at offset 0:", "bytes are gone");
            assertThat(Files.size(tail.outFile())).isBetween(1L, bulk.length - 1L);
        }
    }

    @Test
    void timestampsBeginEachLine() throws Exception {
        configure("device", "");
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("old\n".getBytes(StandardCharsets.US_ASCII));
            awaitEnd("device", 4);
            Running tail =
                    processes.start("tail", "--home", home.toString(), "device", "--from", "earliest", "--timestamps");
            tail.awaitOut("old");
            peer.getOutputStream().write("ne".getBytes(StandardCharsets.US_ASCII));
            tail.awaitOut("ne");
            peer.getOutputStream().write("w\nnext\n".getBytes(StandardCharsets.US_ASCII));
            tail.awaitOut("next\n");
            assertThat(tail.out())
                    .matches("-+ old\n\\d{4}-\\d\\d-\\d\\dT[0-9:.+-]+ new\n\\d{4}-\\d\\d-\\d\\dT[0-9:.+-]+ next\n");
        }
    }

    @Test
    void errorsShowsBothHalvesOfTheLatestErrorsAndFollows() throws Exception {
        configure("device", "reconnectMaxMillis = 200\n");
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("last words\n".getBytes(StandardCharsets.US_ASCII));
            awaitEnd("device", 11);
        }
        Running following = processes.start("errors", "--home", home.toString(), "--follow", "device");
        following.awaitOut("END_OF_STREAM");
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("again".getBytes(StandardCharsets.US_ASCII));
            awaitEnd("device", 16);
        }
        following.awaitOut("|again|");
        Running errors = command("errors");
        assertThat(errors.exitCode()).isZero();
        assertThat(errors.out())
                .contains("device END_OF_STREAM in session 1", "unread [0, 11) of journal ", "|last words.|")
                .contains("device END_OF_STREAM in session 2", "unread [11, 16)", "|again|", "unsent 0 bytes");
        assertThat(command("errors", "device", "--json").out().lines())
                .allSatisfy(line -> assertThat(JSON.std.mapFrom(line)).containsEntry("code", "END_OF_STREAM"))
                .hasSizeGreaterThanOrEqualTo(2);
        Running unknown = command("errors", "nosuchstream");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("NO_SUCH_STREAM");
    }

    @Test
    void expectPrintsUpToTheMatchAndAllOnATimeout() throws Exception {
        configure("device", "");
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("old Ready\n".getBytes(StandardCharsets.US_ASCII));
            awaitEnd("device", 10);
            Running found =
                    processes.start("expect", "--home", home.toString(), "device", "Rea(d+)y", "--send", "go\\n");
            assertThat(peer.getInputStream().readNBytes(3)).containsExactly('g', 'o', '\n');
            peer.getOutputStream().write("new ä Ready, go on".getBytes(StandardCharsets.UTF_8));
            assertThat(found.awaitExit().exitCode()).isZero();
            assertThat(found.out()).isEqualTo("new ä Ready");
            Running late = command("expect", "device", "--literal", ".*", "--from", "0", "--timeout", "0.2s");
            assertThat(late.exitCode()).isEqualTo(1);
            assertThat(late.out()).isEqualTo("old Ready\nnew ä Ready, go on");
            assertThat(late.err()).contains("in time");
            assertThat(command("expect", "device", "(").err()).contains("regular expression", "--literal");
            assertThat(command("expect", "device", "x", "--timeout", "soon").exitCode())
                    .isEqualTo(2);
        }
        Running unknown = command("expect", "nosuchstream", "x");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("NO_SUCH_STREAM");
    }

    @Test
    void tailGoesOnOverARestartOfTheGatewayWhereItWas() throws Exception {
        configure("device", "reconnectMaxMillis = 200\n");
        Running gateway = processes.gateway(home);
        Running tail;
        try (Socket peer = server.accept()) {
            tail = processes.start("tail", "--home", home.toString(), "device", "--from", "earliest");
            peer.getOutputStream().write("one ".getBytes(StandardCharsets.US_ASCII));
            tail.awaitOut("one ");
            gateway.process().destroyForcibly().waitFor();
            tail.awaitErr("waiting for it");
        }
        gateway = processes.gateway(home);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("two ".getBytes(StandardCharsets.US_ASCII));
            tail.awaitOut("two ");
            assertThat(tail.err()).contains("connected again; reading on at offset 4");
            gateway.process().destroy();
            gateway.awaitExit();
        }
        assertThat(tail.out()).isEqualTo("one two ");
        assertThat(tail.process().isAlive()).isTrue();
    }

    @Test
    void tailGoesOnWhereItWasAfterItStoodStillForLongerThanAnyAnswerMayTake() throws Exception {
        configure("device", "");
        processes.gateway(home);
        byte[] bulk = new byte[BULK_BYTES];
        new Random(9).nextBytes(bulk);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write(bulk);
            awaitEnd("device", BULK_BYTES);
            Running tail = processes
                    .with("JAVA_OPTS", "-Dtstreams.answerMillis=300")
                    .start("tail", "--home", home.toString(), "device", "--from", "earliest");
            String pid = String.valueOf(tail.process().pid());
            for (long shown = 1; shown < BULK_BYTES; shown += BULK_BYTES / 4) {
                long seen = shown;
                Awaitility.await()
                        .atMost(Processes.LIMIT)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> Files.size(tail.outFile()) >= seen);
                Running stop = processes.startCommand(
                        List.of("/bin/sh", "-c", "kill -STOP " + pid + "; sleep 0.6; kill -CONT " + pid));
                assertThat(stop.awaitExit().exitCode()).isZero();
            }
            peer.getOutputStream().write("end".getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().atMost(Processes.LIMIT).until(() -> Files.size(tail.outFile()) >= BULK_BYTES + 3L);
            byte[] seen = Files.readAllBytes(tail.outFile());
            assertThat(Arrays.equals(seen, 0, BULK_BYTES, bulk, 0, BULK_BYTES)).isTrue();
            assertThat(seen).hasSize(BULK_BYTES + 3);
            assertThat(tail.process().isAlive()).isTrue();
        }
    }

    @Test
    void tailReadsANewJournalFromItsBeginning() throws Exception {
        configure("device", "journal = memory\nreconnectMaxMillis = 200\n");
        Running gateway = processes.gateway(home);
        Running tail;
        try (Socket peer = server.accept()) {
            tail = processes.start("tail", "--home", home.toString(), "device", "--from", "earliest");
            peer.getOutputStream().write("a long life ".getBytes(StandardCharsets.US_ASCII));
            tail.awaitOut("a long life ");
            gateway.process().destroyForcibly().waitFor();
        }
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("anew".getBytes(StandardCharsets.US_ASCII));
            tail.awaitOut("anew");
        }
        assertThat(tail.err()).contains("new journal");
        assertThat(tail.out()).isEqualTo("a long life anew");
    }

    private void configure(String name, String more) throws IOException {
        Files.writeString(
                home.resolve("etc/stream-" + name + ".cfg"),
                "transport = tcp\nhost = 127.0.0.1\nport = " + server.getLocalPort() + "\n" + more);
    }

    private Running command(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        all[0] = "--home";
        all[1] = home.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return processes.run(all);
    }

    private void awaitState(String stream, String state) {
        Awaitility.await()
                .atMost(Processes.LIMIT)
                .until(() -> state.equals(state(stream).get("state")));
    }

    private void awaitEnd(String stream, long end) {
        Awaitility.await()
                .atMost(Processes.LIMIT)
                .until(() -> state(stream).get("end") instanceof Number now && now.longValue() >= end);
    }

    private Map<String, Object> state(String stream) throws Exception {
        for (String line : command("list", "--json").out().lines().toList()) {
            Map<String, Object> state = JSON.std.mapFrom(line);
            if (stream.equals(state.get("stream"))) {
                return state;
            }
        }
        return Map.of();
    }
}
