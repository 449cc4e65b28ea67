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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/** The shell on a real pseudo-terminal, which util-linux's {@code script} provides. */
@Timeout(300)
class ShellIT {

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;

    @BeforeEach
    void setUp() throws IOException {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Files.isExecutable(Path.of("/usr/bin/script")))
                    .as("no /usr/bin/script: the shell is not tested")
                    .isTrue();
        }
        processes = new Processes(folder).with("TERM", "xterm");
        home = Processes.home(folder.resolve("home"));
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        if (processes != null) {
            processes.close();
        }
    }

    @Test
    void commandsAndCompletionWorkAndLeavingStopsTheGateway() throws Exception {
        Files.writeString(home.resolve("etc/stream-one.cfg"), "transport = nosuchtransport\n");
        Running shell = shell();
        shell.awaitOut("tstreams ready: 1 stream,");
        shell.awaitOut("tstreams> ");
        type(shell, "stream:list\r");
        shell.awaitOut("nosuchtransport");
        // Completed by the terminal: a dumb one would not.
        type(shell, "stream:in\t");
        shell.awaitOut("stream:info");
        type(shell, "one\r");
        shell.awaitOut("queuedBytes");
        type(shell, "help stream:send\r");
        shell.awaitOut("writes a text to a stream");
        type(shell, "lb -s\r");
        shell.awaitOut("org.apache.felix.gogo.jline");
        assertThat(shell.out()).doesNotContain("dumb");
        // The log does not come between.
        assertThat(shell.out()).doesNotContain(" INFO ");
        type(shell, "exit\r");
        assertThat(shell.awaitExit().exitCode()).isZero();
        assertThat(home.resolve("data/gateway.json")).doesNotExist();
        assertThat(Files.readString(home.resolve("data/shell-history"))).contains("stream:list");
    }

    @Test
    void aPersonAtThePromptNeedsNothingElse() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) Processes.LIMIT.toMillis());
            Files.writeString(
                    home.resolve("etc/stream-device.cfg"),
                    "transport = tcp\nhost = 127.0.0.1\nport = " + server.getLocalPort() + "\n");
            Running shell = shell();
            shell.awaitOut("tstreams> ");
            try (Socket peer = server.accept()) {
                peer.getOutputStream().write("the past\n".getBytes(StandardCharsets.US_ASCII));
                // The name is completed.
                type(shell, "stream:tail dev\t\r");
                shell.awaitOut("the past");
                peer.getOutputStream().write("the present\n".getBytes(StandardCharsets.US_ASCII));
                shell.awaitOut("the present");
                type(shell, "\u0003");
                type(shell, "stream:send device 'go\\n'\r");
                shell.awaitOut("handed over: 3 bytes");
                assertThat(peer.getInputStream().readNBytes(3)).containsExactly('g', 'o', '\n');
                type(shell, "stream:expect -s 'ask\\n' -t 60s device 'ans..r'\r");
                assertThat(peer.getInputStream().readNBytes(4)).containsExactly('a', 's', 'k', '\n');
                peer.getOutputStream().write("an answer, and more".getBytes(StandardCharsets.US_ASCII));
                shell.awaitOut("an answer");
                type(shell, "stream:expect -t 0.1s device never\r");
                shell.awaitOut("READ_FAILED");
                type(shell, "stream:close device\r");
                shell.awaitOut("  closed  ");
                assertThat(peer.getInputStream().read()).isNegative();
            }
            type(shell, "stream:open device\r");
            try (Socket peer = server.accept()) {
                shell.awaitOut("  open   2 ");
                assertThat(peer.isConnected()).isTrue();
            }
            type(shell, "stream:errors device\r");
            shell.awaitOut("END_OF_STREAM in session 2");
            type(shell, "stream:info nosuch\r");
            shell.awaitOut("there is no stream nosuch; there are [device]");
            type(shell, "exit\r");
            assertThat(shell.awaitExit().exitCode()).isZero();
        }
    }

    private Running shell() throws IOException {
        return processes.startCommand(List.of(
                "/usr/bin/script",
                "-qefc",
                "stty rows 40 cols 120; exec '" + Processes.DISTRIBUTION.resolve("bin/tstreams") + "' shell --home '"
                        + home + "'",
                "/dev/null"));
    }

    private static void type(Running shell, String keys) throws IOException {
        OutputStream in = shell.process().getOutputStream();
        in.write(keys.getBytes(StandardCharsets.US_ASCII));
        in.flush();
    }
}
