package org.threadedstreams.transport.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;
import org.threadedstreams.api.WriteFailure;
import org.threadedstreams.testkit.WatchedConnection;

/** What is SSH's own: commands, shells, exit status, and what becomes of a session whose host goes away. */
class SshStreamProviderTest extends SshTestBase {

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
    void aCommandsOutputArrivesWholeBeforeItsExitStatus() {
        WatchedConnection connection = openAndResume(server.target("seq 1 100000; exit 3"));

        StreamEnd end = connection.listener().awaitEnded(PATIENCE);

        assertThat(end.code()).isEqualTo(StreamCode.END_OF_STREAM);
        assertThat(end.message()).isEqualTo(server.address() + ": exit status 3");
        assertThat(new String(connection.listener().received(), UTF_8))
                .startsWith("1\n2\n")
                .endsWith("\n99999\n100000\n")
                .hasLineCount(100_000);
    }

    @Test
    void theSignalThatEndedACommandIsNamed() {
        WatchedConnection connection = openAndResume(server.target("kill -TERM $$"));

        assertThat(connection.listener().awaitEnded(PATIENCE).message()).contains("TERM");
    }

    @Test
    void standardErrorIsMergedInTheOrderItCame() throws Exception {
        WatchedConnection connection =
                openAndResume(server.target("while read line; do echo out; read line; echo err >&2; done"));

        for (int lines = 1; lines <= 50; lines++) {
            connection.writeAll("next\n".getBytes(UTF_8), PATIENCE);
            connection.listener().awaitReceived(lines * 4L, PATIENCE);
        }

        assertThat(new String(connection.listener().received(), UTF_8)).isEqualTo("out\nerr\n".repeat(25));
    }

    @Test
    void withoutACommandThereIsAShell() throws Exception {
        WatchedConnection connection = openAndResume(server.target(""));

        connection.writeAll("echo $((6*7)); exit 5\n".getBytes(UTF_8), PATIENCE);

        StreamEnd end = connection.listener().awaitEnded(PATIENCE);
        assertThat(end.message()).endsWith("exit status 5");
        assertThat(new String(connection.listener().received(), UTF_8)).isEqualTo("42\n");
    }

    @Test
    void aTerminalIsOfTheSizeLastAskedFor() throws Exception {
        WatchedConnection connection = openAndResume(server.target(
                "trap 'stty size; exit 0' WINCH; stty size; while :; do sleep 0.05; done", Map.of("pty", "true")));
        connection.listener().awaitReceived("24 80\r\n".length(), PATIENCE);

        connection
                .control("resize", Map.of("op", "resize", "cols", 132, "rows", 43))
                .toCompletableFuture()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);

        connection.listener().awaitEnded(PATIENCE);
        assertThat(new String(connection.listener().received(), UTF_8)).isEqualTo("24 80\r\n43 132\r\n");
    }

    @Test
    void withoutATerminalAResizeIsRefused() {
        WatchedConnection connection = openAndResume(server.target("cat"));

        assertThatThrownBy(() -> connection
                        .control("resize", Map.of("op", "resize", "cols", 132, "rows", 43))
                        .toCompletableFuture()
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("pty = true");
    }

    @Test
    void anUnknownOperationIsAnsweredWithThoseThereAre() {
        WatchedConnection connection = openAndResume(server.target("cat"));

        assertThatThrownBy(() -> connection
                        .control("break", Map.of("op", "break"))
                        .toCompletableFuture()
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .cause()
                .hasMessageContaining("resize");
    }

    @Test
    void bothWaysAtOnceNothingIsLostOrMixedUp() throws Exception {
        WatchedConnection connection = openAndResume(server.target("cat"));
        byte[] sent = new byte[16 * 1024 * 1024];
        new Random(42).nextBytes(sent);

        connection.writeAll(sent, PATIENCE);

        assertThat(hash(connection.listener().awaitReceived(sent.length, PATIENCE)))
                .isEqualTo(hash(sent));
    }

    @Test
    void keysAreRenewedWhileBothSidesWrite() throws Exception {
        try (OpenSshServer renewing = OpenSshServer.start(List.of("RekeyLimit 1M"), "ed25519")) {
            WatchedConnection connection = openAndResume(renewing.target("cat"));
            byte[] sent = new byte[12 * 1024 * 1024];
            new Random(43).nextBytes(sent);

            connection.writeAll(sent, PATIENCE);

            assertThat(hash(connection.listener().awaitReceived(sent.length, PATIENCE)))
                    .isEqualTo(hash(sent));
        }
    }

    @Test
    void sixtyFourMebibytesArriveUnharmed() throws Exception {
        // All on stdout: what a host says on stderr may overtake it.
        String command = "f=$(mktemp); head -c 67108864 /dev/urandom >$f; cat $f; sha256sum <$f; rm $f";
        WatchedConnection connection = openAndResume(server.target("bash -c '" + command + "'"));

        connection.listener().awaitEnded(Duration.ofSeconds(60));

        byte[] received = connection.listener().received();
        int dataEnd = received.length - "0".repeat(64).concat("  -\n").length();
        assertThat(dataEnd).isEqualTo(67_108_864);
        byte[] data = Arrays.copyOf(received, dataEnd);
        assertThat(new String(received, dataEnd, 64, UTF_8)).isEqualTo(hash(data));
    }

    @Test
    void pausingStopsTheHostAndResumingLosesNothing() throws Exception {
        WatchedConnection connection = openAndResume(server.target("head -c 30000000 /dev/zero"));
        connection.listener().awaitReceived(100_000, PATIENCE);

        connection.pause();
        Awaitility.await("nothing more comes")
                .during(Duration.ofMillis(300))
                .atMost(PATIENCE)
                .until(new Callable<>() {
                    private long last = -1;

                    @Override
                    public Boolean call() {
                        long now = connection.listener().receivedBytes();
                        boolean same = now == last;
                        last = now;
                        return same;
                    }
                });
        assertThat(connection.listener().receivedBytes()).isLessThan(30_000_000);
        connection.resume();

        connection.listener().awaitEnded(PATIENCE);
        assertThat(connection.listener().receivedBytes()).isEqualTo(30_000_000);
    }

    @Test
    void anEndThatComesWhileNobodyReadsIsToldAfterTheBytesBeforeIt() {
        WatchedConnection connection = open(server.target("echo last words; exit 4"));
        connection.listener().awaitOpened(PATIENCE);
        Awaitility.await()
                .during(Duration.ofMillis(300))
                .atMost(PATIENCE)
                .until(() -> !connection.listener().isEnded());

        connection.resume();

        assertThat(connection.listener().awaitEnded(PATIENCE).message()).endsWith("exit status 4");
        assertThat(new String(connection.listener().received(), UTF_8)).isEqualTo("last words\n");
    }

    @Test
    void aWriteToAHostThatStopsReadingStaysOutstandingUntilCloseFailsIt() throws Exception {
        WatchedConnection connection = openAndResume(server.target("sleep 60"));

        CompletableFuture<Integer> stuck = writeUntilStuck(connection);
        long start = System.nanoTime();
        close(connection);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThatThrownBy(() -> stuck.get(1, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(WriteFailure.class, failure -> {
                    assertThat(failure.taken()).isZero();
                    assertThat(failure.doubtful()).isTrue();
                });
    }

    @Test
    void aCommandThatEndsFailsTheWriteItDidNotRead() throws Exception {
        WatchedConnection connection = openAndResume(server.target("sleep 2; exit 6"));

        CompletableFuture<Integer> stuck = writeUntilStuck(connection);

        assertThat(connection.listener().awaitEnded(PATIENCE).message()).endsWith("exit status 6");
        assertThatThrownBy(() -> stuck.get(1, TimeUnit.SECONDS)).cause().isInstanceOf(WriteFailure.class);
    }

    private static CompletableFuture<Integer> writeUntilStuck(WatchedConnection connection) throws Exception {
        for (int pieces = 0; pieces < 10_000; pieces++) {
            CompletableFuture<Integer> write =
                    connection.write(ByteBuffer.wrap(new byte[16 * 1024])).toCompletableFuture();
            if (!completes(write)) {
                return write;
            }
        }
        throw new AssertionError("the host takes without end");
    }

    private static boolean completes(CompletableFuture<Integer> write) throws Exception {
        try {
            write.get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException stuck) {
            return false;
        }
    }

    @Test
    void aKilledSessionIsABrokenConnectionAndAllThatCameIsThere() throws Exception {
        WatchedConnection connection = openAndResume(server.target("echo $PPID; cat"));
        long session = awaitNumber(connection);

        ProcessHandle.of(session).orElseThrow().destroyForcibly();

        StreamEnd end = connection.listener().awaitEnded(PATIENCE);
        assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(end.message()).startsWith(server.address());
        assertThat(new String(connection.listener().received(), UTF_8)).isEqualTo(session + "\n");
    }

    @Test
    void aSessionKilledUnderLoadEndsOnce() throws Exception {
        WatchedConnection connection = openAndResume(server.target("echo $PPID; cat /dev/zero"));
        connection.listener().awaitReceived(1_000_000, PATIENCE);
        long session = awaitNumber(connection);
        Future<Void> writing = inBackground(() -> {
            while (true) {
                connection.writeAll(new byte[1_000], PATIENCE);
            }
        });

        ProcessHandle.of(session).orElseThrow().destroyForcibly();

        assertThat(connection.listener().awaitEnded(PATIENCE).code())
                .isIn(StreamCode.READ_FAILED, StreamCode.WRITE_FAILED);
        assertThatThrownBy(() -> writing.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(WriteFailure.class);
    }

    @Test
    void aHostThatStandsStillIsNoticedWithinTenSeconds() throws Exception {
        WatchedConnection connection = openAndResume(server.target("echo $PPID; cat"));
        String session = String.valueOf(awaitNumber(connection));
        OpenSshServer.run("kill", "-STOP", session);
        try {
            StreamEnd end = connection.listener().awaitEnded(Duration.ofSeconds(10));
            assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
            assertThat(end.message()).contains("heartbeat");
        } finally {
            OpenSshServer.run("kill", "-CONT", session);
        }
    }

    @Test
    void closeIsPromptAlsoWhenTheHostStandsStill() throws Exception {
        WatchedConnection connection = openAndResume(server.target("echo $PPID; cat"));
        String session = String.valueOf(awaitNumber(connection));
        OpenSshServer.run("kill", "-STOP", session);
        try {
            long start = System.nanoTime();
            close(connection);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        } finally {
            OpenSshServer.run("kill", "-CONT", session);
        }
    }

    @Test
    void aQuietConsoleStaysOpenOverManyHeartbeats() {
        WatchedConnection connection =
                openAndResume(server.target("sleep 3; echo done", Map.of("heartbeatMillis", "100")));

        assertThat(connection.listener().awaitEnded(PATIENCE).message()).endsWith("exit status 0");
    }

    @Test
    void stoppingTheTransportEndsItsConnectionsAndDoesNotBlock() {
        WatchedConnection connection = openAndResume(server.target("cat"));

        long start = System.nanoTime();
        provider.deactivate();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));

        assertThat(connection.listener().awaitEnded(PATIENCE).code()).isEqualTo(StreamCode.TRANSPORT_GONE);
    }

    @Test
    void manyConnectionsShareAFewThreads() {
        for (int i = 0; i < 8; i++) {
            openAndResume(server.target("cat"));
        }
        int before = Thread.getAllStackTraces().size();
        for (int i = 0; i < 16; i++) {
            openAndResume(server.target("cat"));
        }
        assertThat(Thread.getAllStackTraces().size()).isLessThan(before + 4);
    }

    private static long awaitNumber(WatchedConnection connection) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> new String(connection.listener().received(), UTF_8).contains("\n"));
        String text = new String(connection.listener().received(), UTF_8);
        return Long.parseLong(text.substring(0, text.indexOf('\n')));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Future<Void> inBackground(Work work) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread thread = new Thread(task, "test-background");
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
