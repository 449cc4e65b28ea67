package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
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
        Running shell = processes.startCommand(List.of(
                "/usr/bin/script",
                "-qefc",
                "stty rows 40 cols 120; '" + Processes.DISTRIBUTION.resolve("bin/tstreams") + "' shell --home '" + home
                        + "'",
                "/dev/null"));
        shell.awaitOut("tstreams ready: 1 stream,");
        shell.awaitOut("tstreams> ");
        type(shell, "stream:list\r");
        shell.awaitOut("nosuchtransport");
        // Completed by the terminal: a dumb one would not.
        type(shell, "stream:in\t");
        shell.awaitOut("stream:info");
        type(shell, "one\r");
        shell.awaitOut("queuedBytes");
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

    private static void type(Running shell, String keys) throws IOException {
        OutputStream in = shell.process().getOutputStream();
        in.write(keys.getBytes(StandardCharsets.US_ASCII));
        in.flush();
    }
}
