package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/** OpenSSH's server on loopback, which one key of its own opens. */
final class OpenSshHost implements AutoCloseable {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final String USER = System.getProperty("user.name");

    private final Path folder;
    private final int port;
    private final Process server;

    static boolean installed() {
        return Files.isExecutable(SSHD);
    }

    OpenSshHost(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectory(folder);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        makeKey("id");
        makeKey("host");
        Files.writeString(
                folder.resolve("known_hosts"),
                "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host.pub")));
        Files.write(
                folder.resolve("sshd_config"),
                List.of(
                        "ListenAddress 127.0.0.1:" + port,
                        "PidFile none",
                        "HostKey " + folder.resolve("host"),
                        "AuthorizedKeysFile " + folder.resolve("id.pub"),
                        "PasswordAuthentication no",
                        "KbdInteractiveAuthentication no",
                        "UsePAM no",
                        "StrictModes no",
                        "PermitRootLogin yes",
                        "UseDNS no",
                        "SetEnv HOME=" + folder));
        if (USER.equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        server = new ProcessBuilder(
                        SSHD.toString(),
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        Awaitility.await("sshd listens")
                .atMost(Processes.LIMIT)
                .ignoreExceptions()
                .until(() -> {
                    new Socket(InetAddress.getLoopbackAddress(), port).close();
                    return true;
                });
    }

    private void makeKey(String name) throws IOException, InterruptedException {
        Process keygen = new ProcessBuilder(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-f",
                        folder.resolve(name).toString())
                .inheritIO()
                .start();
        assertThat(keygen.waitFor()).isZero();
    }

    /** What a stream's file must have to run a command there. */
    String configurationOf(String command) {
        return String.join(
                "\n",
                "transport = ssh",
                "host = 127.0.0.1",
                "port = " + port,
                "username = " + USER,
                "identity = " + folder.resolve("id"),
                "knownHosts = " + folder.resolve("known_hosts"),
                "command = " + command,
                "");
    }

    @Override
    public void close() {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly().onExit().join();
    }
}
