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
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/** People at terminals, which util-linux's {@code script} provides, before a real TCP peer. */
@Timeout(300)
class AttachIT {

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;
    private ServerSocket server;

    @BeforeEach
    void setUp() throws IOException {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Files.isExecutable(Path.of("/usr/bin/script")))
                    .as("no /usr/bin/script: attach is not tested")
                    .isTrue();
        }
        processes = new Processes(folder).with("TERM", "xterm");
        home = Processes.home(folder.resolve("home"));
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) Processes.LIMIT.toMillis());
        Files.writeString(
                home.resolve("etc/stream-device.cfg"),
                "transport = tcp\nhost = 127.0.0.1\nport = " + server.getLocalPort() + "\nreconnectMaxMillis = 200\n");
    }

    @AfterEach
    void tearDown() throws Exception {
        server.close();
        processes.close();
    }

    @Test
    void everyKeyGoesToTheStreamAndWhatItReadsAppears() throws Exception {
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            Running person = attach("device");
            person.awaitOut("attached to device");
            Running watcher = attach("device --read-only --from earliest");
            watcher.awaitOut("only to read");
            type(person, "ls\r\u0003~~\r~?");
            assertThat(new String(peer.getInputStream().readNBytes(6), StandardCharsets.US_ASCII))
                    .isEqualTo("ls\r\u0003~~");
            assertThat(peer.getInputStream().read()).isEqualTo('\r');
            person.awaitOut("~~ sends a tilde");
            say(peer, "\u001b[1mbin\u001b[0m ä\r\n# ");
            person.awaitOut("\u001b[1mbin\u001b[0m ä");
            watcher.awaitOut("\u001b[1mbin\u001b[0m ä");
            type(watcher, "x\r~.");
            assertThat(watcher.awaitExit().exitCode()).isZero();
            assertThat(watcher.out()).contains("what you type goes nowhere").contains("left device");
            type(person, "\r~.");
            assertThat(person.awaitExit().exitCode()).isZero();
            assertThat(peer.getInputStream().read()).isEqualTo('\r');
        }
    }

    @Test
    void whatADeviceWantsForEnterIsChosenAndTypingShownForOneThatDoesNotEcho() throws Exception {
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            Running person = attach("device --enter crlf --echo");
            person.awaitOut("attached to device");
            type(person, "*IDN?\r");
            assertThat(new String(peer.getInputStream().readNBytes(7), StandardCharsets.US_ASCII))
                    .isEqualTo("*IDN?\r\n");
            person.awaitOut("*IDN?");
        }
    }

    @Test
    void itTellsWhatBecomesOfTheStreamAndOutlivesTheGateway() throws Exception {
        Running gateway = processes.gateway(home);
        Running person;
        try (Socket peer = server.accept()) {
            person = attach("device");
            person.awaitOut("attached to device");
            say(peer, "before ");
            person.awaitOut("before ");
        }
        person.awaitOut("device is backoff: ");
        try (Socket peer = server.accept()) {
            person.awaitOut("device is open");
            gateway.process().destroyForcibly().waitFor();
            person.awaitOut("waiting for it");
            assertThat(peer.getInputStream().read()).isNegative();
        }
        processes.gateway(home);
        try (Socket peer = server.accept()) {
            say(peer, "after");
            person.awaitOut("reading on at offset 7");
            person.awaitOut("after");
            type(person, "k");
            assertThat(peer.getInputStream().read()).isEqualTo('k');
        }
    }

    @Test
    void anSshStreamsWindowIsTheTerminalsAlsoAfterAResizeAndInTheNextSession() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(OpenSshHost.installed())
                    .as("no sshd: an SSH stream's window is not tested")
                    .isTrue();
        }
        try (OpenSshHost host = new OpenSshHost(folder.resolve("host"))) {
            Files.writeString(
                    home.resolve("etc/stream-host.cfg"),
                    host.configurationOf("while read line; do stty size; done")
                            + "pty = true\nreconnectMaxMillis = 200\n");
            processes.gateway(home);
            Running person = attach("host");
            person.awaitOut("attached to host");
            awaitWindow(person, "40 120");
            String terminal = Files.readString(folder.resolve("tty")).strip();
            Running stty = processes.startCommand(List.of("stty", "-F", terminal, "rows", "50", "cols", "140"));
            assertThat(stty.awaitExit().exitCode()).as(stty.err()).isZero();
            awaitWindow(person, "50 140");
            int before = person.out().length();
            type(person, "\u0004");
            Awaitility.await().atMost(Processes.LIMIT).until(() -> person.out().indexOf("host is open", before) > 0);
            awaitWindow(person, "50 140", person.out().indexOf("host is open", before));
        }
    }

    private static void awaitWindow(Running person, String size) {
        awaitWindow(person, size, 0);
    }

    /** Asks until the host's terminal has that size. */
    private static void awaitWindow(Running person, String size, int from) {
        Awaitility.await().atMost(Processes.LIMIT).untilAsserted(() -> {
            type(person, "\r");
            assertThat(person.out().substring(from)).contains(size);
        });
    }

    @Test
    void itSaysWhatIsMissing() throws Exception {
        Running notRunning = attach("device");
        assertThat(notRunning.awaitExit().exitCode()).isEqualTo(2);
        assertThat(notRunning.out()).contains("start it with tstreams run");
        processes.gateway(home);
        Running unknown = attach("devise");
        assertThat(unknown.awaitExit().exitCode()).isEqualTo(2);
        assertThat(unknown.out()).contains("NO_SUCH_STREAM", "device");
        Running noTerminal = processes.run("attach", "--home", home.toString(), "device");
        assertThat(noTerminal.exitCode()).isEqualTo(2);
        assertThat(noTerminal.err()).contains("attach needs a terminal", "tail, send and expect");
    }

    /** On a terminal of its own, whose settings must be as before in the end. */
    private Running attach(String arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/script", "-qefc"));
        command.add("tty > '" + folder + "/tty'; stty rows 40 cols 120; before=$(stty -g); '"
                + Processes.DISTRIBUTION.resolve("bin/tstreams")
                + "' attach --home '" + home + "' " + arguments
                + "; code=$?; [ \"$before\" = \"$(stty -g)\" ] || exit 99; exit $code");
        command.add("/dev/null");
        return processes.startCommand(command);
    }

    private static void say(Socket peer, String text) throws IOException {
        peer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void type(Running person, String keys) throws IOException {
        OutputStream in = person.process().getOutputStream();
        in.write(keys.getBytes(StandardCharsets.US_ASCII));
        in.flush();
    }
}
