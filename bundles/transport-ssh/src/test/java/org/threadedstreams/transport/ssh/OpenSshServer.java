package org.threadedstreams.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.threadedstreams.testkit.Target;

/** A private OpenSSH server on loopback, run as the current user, with keys and a folder of its own. */
final class OpenSshServer implements AutoCloseable {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final int port;
    private final Process process;

    private OpenSshServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts a server that has host keys of these types, such as {@code ed25519}, and knows one key of the user. */
    static OpenSshServer start(String... hostKeyTypes) throws IOException {
        return start(List.of(), hostKeyTypes);
    }

    /** The same with more lines of configuration. */
    static OpenSshServer start(List<String> more, String... hostKeyTypes) throws IOException {
        return start("127.0.0.1", more, hostKeyTypes);
    }

    /** A server at one address of this machine, and at no other. */
    static OpenSshServer at(String address) throws IOException {
        return start(address, List.of(), "ed25519");
    }

    private static OpenSshServer start(String listenAddress, List<String> more, String... hostKeyTypes)
            throws IOException {
        assumeExecutable(SSHD, "openssh-server");
        Path folder = Files.createTempDirectory("sshd");
        keygen(folder.resolve("id"), "ed25519", "");
        Files.copy(folder.resolve("id.pub"), folder.resolve("authorized_keys"));
        int port = freePort();
        List<String> config = new ArrayList<>(List.of(
                "ListenAddress " + (listenAddress.contains(":") ? "[" + listenAddress + "]" : listenAddress) + ":"
                        + port,
                "PidFile " + folder.resolve("pid"),
                "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                "UsePAM no",
                "StrictModes no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin yes",
                "MaxStartups 200",
                "UseDNS no",
                "PrintMotd no",
                // Else the user's own shell does what it does when it starts, which may take long and may say
                // something.
                "SetEnv HOME=" + folder));
        config.addAll(more);
        for (String type : hostKeyTypes) {
            keygen(folder.resolve("host_" + type), type, "");
            config.add("HostKey " + folder.resolve("host_" + type));
        }
        Files.write(folder.resolve("sshd_config"), config);
        return new OpenSshServer(folder, port, launch(folder, listenAddress, port)).rememberHost();
    }

    private static Process launch(Path folder, String address, int port) throws IOException {
        if ("root".equals(System.getProperty("user.name"))) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Process process = new ProcessBuilder(
                        SSHD.toString(),
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Awaitility.await("sshd listens")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || isListening(address, port));
        assertThat(process.isAlive())
                .as(Files.readString(folder.resolve("log")))
                .isTrue();
        return process;
    }

    private static boolean isListening(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Skips the test where a program is missing; with {@code CI=true} fails it. */
    static void assumeExecutable(Path program, String debianPackage) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(program).as("package " + debianPackage).isExecutable();
        }
        assumeTrue(Files.isExecutable(program), "skipped: there is no " + program + "; install " + debianPackage);
    }

    static void keygen(Path file, String type, String passphrase) throws IOException {
        run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString());
    }

    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(command[0]).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        assertThat(process.exitValue()).as("%s: %s", List.of(command), output).isZero();
        return output;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private OpenSshServer rememberHost() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().matches(".*host_[a-z0-9]+\\.pub"))
                    .toList()) {
                lines.add(knownName() + " " + Files.readString(file).strip());
            }
        }
        Files.write(knownHosts(), lines);
        return this;
    }

    int port() {
        return port;
    }

    String knownName() {
        return "[127.0.0.1]:" + port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    Path folder() {
        return folder;
    }

    Path knownHosts() {
        return folder.resolve("known_hosts");
    }

    Path identity() {
        return folder.resolve("id");
    }

    /** The fingerprint of one of its host keys, as ssh-keygen tells it. */
    String fingerprint(String type) throws IOException {
        return run(
                        "ssh-keygen",
                        "-l",
                        "-f",
                        folder.resolve("host_" + type + ".pub").toString())
                .split(" ", -1)[1];
    }

    /** Adds a key that may log in. */
    void authorize(Path publicKey) throws IOException {
        Files.writeString(
                folder.resolve("authorized_keys"),
                Files.readString(folder.resolve("authorized_keys")) + Files.readString(publicKey));
    }

    /** Takes new host keys, as a host does that was installed anew. The file of known hosts keeps the old ones. */
    OpenSshServer restartWithNewHostKeys(String type) throws IOException {
        process.destroy();
        Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
        Files.delete(folder.resolve("host_" + type));
        Files.delete(folder.resolve("host_" + type + ".pub"));
        keygen(folder.resolve("host_" + type), type, "");
        return new OpenSshServer(folder, port, launch(folder, "127.0.0.1", port));
    }

    Target target(String command) {
        return target(command, Map.of());
    }

    Target target(String command, Map<String, Object> more) {
        Map<String, Object> options = new HashMap<>();
        options.put("host", "127.0.0.1");
        options.put("port", String.valueOf(port));
        options.put("username", System.getProperty("user.name"));
        options.put("identity", identity().toString());
        options.put("knownHosts", knownHosts().toString());
        options.put("command", command);
        options.putAll(more);
        return new Target(options, address());
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
