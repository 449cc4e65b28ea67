package org.threadedstreams.transport.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.StreamProviderContract;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;

class ExecStreamProviderTest extends StreamProviderContract {

    @TempDir
    private Path folder;

    @Override
    protected StreamProvider<?> provider() {
        return new ExecStreamProvider();
    }

    @Override
    protected Peer startPeer() throws IOException {
        return new SocketProcess();
    }

    @Override
    protected int races() {
        return 40;
    }

    // How a process ends

    @Test
    void anExitStatusIsInTheReason() {
        StreamEnd end = endOf(run("echo out; echo err >&2; exit 3"));

        assertThat(end.code()).isEqualTo(StreamCode.END_OF_STREAM);
        assertThat(end.message()).matches("end of stream: process \\d+: exit status 3");
    }

    @Test
    void errorsAreMergedIntoTheOutput() {
        WatchedConnection connection = run("echo out; echo err >&2; echo out");

        endOf(connection);

        assertThat(text(connection)).isEqualTo("out\nerr\nout\n");
    }

    @Test
    void aSignalIsNoOrderlyEnd() {
        StreamEnd end = endOf(run("kill -SEGV $$"));

        assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(end.message()).contains("ended by signal SEGV");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/program", "/etc/passwd", "no-such-program; exit $?"})
    void aCommandThatCannotBeRunIsSaidWithARemedyAndTheShellsWords(String command) {
        WatchedConnection connection = run(command);

        StreamEnd end = endOf(connection);

        assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(end.message()).contains("cannot be run").containsPattern("exit status 12[67]");
        assertThat(end.remedy()).contains("path");
        assertThat(text(connection)).containsAnyOf("not found", "ermission denied");
    }

    @Test
    void theLastBytesBeforeAnExitArriveThoughNobodyReadThemThen() {
        WatchedConnection connection = open(target("head -c 65536 /dev/zero; echo $$ > " + folder.resolve("pid")));
        connection.listener().awaitOpened(patience());
        awaitGone(pidIn(folder.resolve("pid")));

        connection.resume();

        endOf(connection);
        assertThat(connection.listener().received()).isEqualTo(new byte[65_536]);
    }

    @Test
    void aProcessThatClosesItsOutputLivesOnAndTakesInput() throws Exception {
        Path file = folder.resolve("file");
        WatchedConnection connection = run("exec cat > " + file);
        connection.writeAll("one\n".getBytes(UTF_8), patience());
        await().until(() -> Files.exists(file) && Files.readString(file).equals("one\n"));
        assertStays(() -> !connection.listener().isEnded());
        connection.writeAll("two\n".getBytes(UTF_8), patience());

        close(connection);

        assertThat(file).hasContent("one\ntwo\n");
    }

    // What a process leaves behind

    @ParameterizedTest
    @ValueSource(
            strings = {"sleep 1000 & echo $!", "yes > /dev/null & echo $!", "(trap '' TERM; sleep 1000) & echo $!"})
    void whatIsLeftInTheBackgroundEndsWithTheProcess(String command) {
        WatchedConnection connection = run(command);

        StreamEnd end = endOf(connection);

        assertThat(end.message()).contains("exit status 0");
        awaitGone(Long.parseLong(text(connection).strip()));
    }

    @Test
    void whatIsLeftInTheBackgroundAndWritesWithoutEndEndsWithTheProcessThoughNobodyReads() {
        Path pid = folder.resolve("pid");
        WatchedConnection connection = open(target("yes & echo $! > " + pid));
        connection.listener().awaitOpened(patience());

        awaitGone(pidIn(pid));

        connection.resume();
        assertThat(endOf(connection).message()).contains("exit status 0");
    }

    // Close

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo $$; sleep 1000",
                "echo $$; cat",
                "echo $$; yes",
                "trap '' TERM HUP INT; echo $$; while :; do sleep 1; done",
                "sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done'",
                "setsid sleep 1000 & echo $!; wait",
                "echo $$; kill -STOP $$"
            })
    void closeEndsTheProcessAndWhatItStartedWithinItsDeadline(String command) throws Exception {
        WatchedConnection connection = run(command);
        long pid = pid(connection);

        long start = System.nanoTime();
        close(connection);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        awaitGone(pid);
    }

    @Test
    void closeEndsAProcessThatDoesNotReadDuringAWrite() throws Exception {
        WatchedConnection connection = run("echo $$; exec sleep 1000");
        long pid = pid(connection);
        CompletionStage<Integer> stuck = writeUntilStuck(connection);

        close(connection);

        assertThat(assertFails(stuck).doubtful()).isTrue();
        awaitGone(pid);
    }

    @Test
    void whatWasHandedOverBeforeCloseIsStillRead() throws Exception {
        Path file = folder.resolve("file");
        byte[] sent = "x".repeat(60_000).getBytes(UTF_8);
        WatchedConnection connection = run("sleep 0.1; exec cat > " + file);
        connection.writeAll(sent, patience());

        close(connection);

        assertThat(file).hasBinaryContent(sent);
    }

    @Test
    void closeRightAfterOpenLeavesNothing() throws Exception {
        for (int i = 0; i < 9; i++) {
            WatchedConnection connection =
                    open(target("echo >> " + folder.resolve("ran") + "; sleep 1009 & sleep 1009"));
            if (i % 3 > 0) {
                connection.listener().awaitOpened(patience());
            }
            close(connection);
        }

        await().atMost(patience())
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains("sleep 1009")));
    }

    @Test
    void noProcessStaysAZombie() throws Exception {
        for (String command : new String[] {"exit 0", "kill -9 $$", "cat"}) {
            close(run(command));
        }

        await().atMost(patience())
                .until(() -> ProcessHandle.current()
                        .children()
                        .noneMatch(child -> child.info().command().isEmpty()));
    }

    // Options

    @Test
    void itRunsInItsDirectory() throws Exception {
        WatchedConnection connection = open(new Target(
                Map.of("command", "pwd", "directory", folder.toRealPath().toString()), "process "));
        connection.resume();

        endOf(connection);

        assertThat(text(connection)).isEqualTo(folder.toRealPath() + "\n");
    }

    @Test
    void anEmptyCommandIsRefused() {
        assertThatThrownBy(() -> open(target(" ")))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("command must be a command line for /bin/sh");
    }

    @Test
    void aCharacterThatTheLocaleHasNotIsRefusedAndNotSentAsAQuestionMark() {
        String encoding = System.setProperty("native.encoding", "US-ASCII");
        try {
            assertThatThrownBy(() -> open(target("echo Grüße")))
                    .isInstanceOf(InvalidOptionException.class)
                    .hasMessageContaining("US-ASCII")
                    .hasMessageContaining("LANG=C.UTF-8");
        } finally {
            System.setProperty("native.encoding", encoding);
        }
    }

    private static Target target(String command) {
        return new Target(Map.of("command", command), "process ");
    }

    private WatchedConnection run(String command) {
        WatchedConnection connection = open(target(command));
        connection.listener().awaitOpened(patience());
        connection.resume();
        return connection;
    }

    private StreamEnd endOf(WatchedConnection connection) {
        return connection.listener().awaitEnded(patience());
    }

    private static String text(WatchedConnection connection) {
        return new String(connection.listener().received(), UTF_8);
    }

    /** What the process says first. */
    private long pid(WatchedConnection connection) {
        await().atMost(patience()).until(() -> text(connection).contains("\n"));
        return Long.parseLong(text(connection).lines().findFirst().orElseThrow());
    }

    private long pidIn(Path file) {
        await().atMost(patience())
                .until(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until that process has ended; one that nobody has waited for yet counts as ended. */
    private void awaitGone(long pid) {
        await().atMost(patience()).until(() -> {
            try {
                return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
            } catch (IOException e) {
                return true;
            }
        });
    }
}
