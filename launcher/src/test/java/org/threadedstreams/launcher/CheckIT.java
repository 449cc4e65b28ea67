package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

@Timeout(300)
class CheckIT {

    @TempDir
    Path folder;

    private Processes processes;
    private Path home;

    @BeforeEach
    void setUp() throws IOException {
        processes = new Processes(folder);
        home = Processes.home(folder.resolve("home"));
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        processes.close();
    }

    @Test
    void everyFaultNamesFileKeyAndValue() throws Exception {
        write("stream-baud.cfg", "transport = serial\nport = /dev/ttyS0\nbaud = fast\n");
        write("stream-parity.cfg", "transport = serial\nport = /dev/ttyS0\nparity = strange\n");
        write("stream-port.cfg", "transport = tcp\nhost = 127.0.0.1\nport = 70000\n");
        write("stream-store.cfg", "transport = tcp\nhost = h\nport = 1\ntls = true\ntrustStore = /x.docx\n");
        write("stream-host.cfg", "transport = ssh\nusername = me\n");
        write("stream-empty.cfg", "transport = exec\ncommand =\n");
        write("stream-secret.cfg", "transport = ssh\nhost = h\nusername = me\npassword = $[secret:nowhere]\n");
        write("stream-radio.cfg", "transport = radio\n");
        write("stream-journal.cfg", "transport = tcp\nhost = h\nport = 1\njournal = paper\n");
        write("stream-.bad.cfg", "transport = tcp\nhost = h\nport = 1\n");
        write("stream-typo.cfg", "transport = tcp\nhost = h\nport = 1\nprot = 2\n");
        write("steam-x.cfg", "transport = tcp\n");
        write("bridge.cfg", "port = many\n");
        write("web.cfg", "host = 0.0.0.0\n");
        write("journal.cfg", "journalFreeBytes = some\n");
        Running check = processes.run("check", "--home", home.toString());
        assertThat(check.exitCode()).isEqualTo(2);
        assertThat(check.out())
                .as("%s", check.err())
                .contains("etc/stream-baud.cfg: baud = fast must be ")
                .contains("etc/stream-parity.cfg: parity = strange must be none, even, odd, mark or space")
                .contains("etc/stream-port.cfg: port = 70000 must be ")
                .contains("etc/stream-store.cfg: trustStore = /x.docx must be a file that ends in")
                .contains("etc/stream-host.cfg: host is missing")
                .contains("etc/stream-empty.cfg: command")
                .contains("etc/stream-secret.cfg: password = $[secret:nowhere] does not resolve")
                .contains("etc/stream-radio.cfg: no transport radio is deployed")
                .contains("etc/stream-journal.cfg: journal = paper must be one of disk, memory")
                .contains("etc/stream-.bad.cfg: a stream's name must match")
                .contains("warning: etc/stream-typo.cfg: unknown key prot")
                .contains("warning: etc/steam-x.cfg is read by nothing")
                .contains("etc/bridge.cfg", "many")
                .contains("etc/web.cfg", "0.0.0.0")
                .contains("etc/journal.cfg", "some");
        assertThat(home.resolve("data")).doesNotExist();
    }

    @Test
    void whatIsRightIsNotOpenedAndARunningGatewayNotDisturbed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Running gateway = processes.gateway(home);
            Path other = Files.createDirectories(folder.resolve("other"));
            Files.createDirectories(other.resolve("etc"));
            write("stream-late.cfg", "transport = radio\n");
            for (String file : List.of("etc/bridge.cfg", "etc/web.cfg")) {
                Files.createSymbolicLink(other.resolve(file), home.resolve(file));
            }
            Files.writeString(
                    other.resolve("etc/stream-good.cfg"),
                    "transport = tcp\nhost = 127.0.0.1\nport = " + server.getLocalPort() + "\n");
            Running check = processes.run("check", "--home", other.toString());
            assertThat(check.exitCode()).as("%s", check.err()).isZero();
            assertThat(check.out()).isEmpty();
            assertThat(check.err()).contains("3 files, 0 wrong, 0 warnings");
            server.setSoTimeout(500);
            Assertions.assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
            // On the home of the one that runs, whose ports are taken.
            assertThat(processes.run("check", "--home", home.toString()).exitCode())
                    .isEqualTo(2);
            assertThat(gateway.process().isAlive()).isTrue();
            assertThat(processes.run("list", "--home", home.toString()).exitCode())
                    .isZero();
        }
    }

    @Test
    void aHomeWithoutAFolderForFilesIsNamed() throws Exception {
        Running check =
                processes.run("check", "--home", folder.resolve("nowhere").toString());
        assertThat(check.exitCode()).isEqualTo(2);
        assertThat(check.err()).contains("nowhere/etc", "--home");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve("etc").resolve(name), text);
    }
}
