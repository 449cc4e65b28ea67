package org.threadedstreams.itests.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A private OpenSSH server on loopback. What it runs passes its input and output on to a socket of the test. */
public final class SshPeer implements Peer {

    private static final String USER = System.getProperty("user.name");

    private final String sshd = Tool.path("sshd", "openssh-server");
    private final String socat = Tool.path("socat", "socat");
    private final TcpPeer relay = new TcpPeer();
    private final int port = TcpPeer.freePort();
    private final Path folder;
    private Process server;

    /**
     * @param folder a new one, for its keys and settings
     */
    public SshPeer(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectory(folder);
        makeKey("id");
        Files.write(
                file("sshd_config"),
                List.of(
                        "ListenAddress 127.0.0.1:" + port,
                        "PidFile none",
                        "HostKey " + file("host"),
                        "AuthorizedKeysFile " + file("id.pub"),
                        "PasswordAuthentication no",
                        "KbdInteractiveAuthentication no",
                        "UsePAM no",
                        "StrictModes no",
                        "PermitRootLogin yes",
                        // Not the limit for log-ins at the same time that a server at home has.
                        "MaxStartups 200",
                        "UseDNS no",
                        // Else the user's own shell does what it does when it starts, which may take long.
                        "SetEnv HOME=" + folder));
        start();
        Files.writeString(knownHosts(), "[127.0.0.1]:" + port + " " + Files.readString(file("host.pub")));
    }

    private void start() throws IOException, InterruptedException {
        makeKey("host");
        if (USER.equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        server = new ProcessBuilder(sshd, "-D", "-e", "-f", file("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(file("sshd.log").toFile())
                .start();
        Awaitility.await("sshd listens")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(this::listens);
    }

    private boolean listens() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        }
    }

    private void makeKey(String name) throws IOException, InterruptedException {
        Files.deleteIfExists(file(name));
        Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file(name).toString());
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private Path knownHosts() {
        return file("known_hosts");
    }

    /** The fingerprint of the key that it shows now. */
    public String fingerprint() throws IOException, InterruptedException {
        return Tool.run("ssh-keygen", "-l", "-f", file("host.pub").toString()).split(" ")[1];
    }

    /** Comes back with another key, as a host does that was installed anew. */
    public void restartWithAnotherKey() throws IOException, InterruptedException {
        stop();
        start();
    }

    @Override
    public String[] configuration() {
        return configuration(port, "identity = " + file("id"), relayed());
    }

    /** What a stream's file must have to run a command there. */
    public String[] configurationOf(String command) {
        return configuration(port, "identity = " + file("id"), command);
    }

    /** A log-in by a password, which this server does not take. */
    public String[] configurationWithPassword(String password) {
        return configuration(port, "password = " + password, relayed());
    }

    /** Sends a signal to one of its processes. */
    public void signal(String signal, String process) throws IOException, InterruptedException {
        Tool.run("kill", "-" + signal, process);
    }

    @Override
    public String[] nowhere() {
        return configuration(TcpPeer.freePort(), "identity = " + file("id"), relayed());
    }

    private String[] configuration(int at, String login, String command) {
        return new String[] {
            "transport = ssh",
            "host = 127.0.0.1",
            "port = " + at,
            "username = " + USER,
            login,
            "knownHosts = " + knownHosts(),
            "command = " + command
        };
    }

    private String relayed() {
        return "exec " + socat + " - TCP:127.0.0.1:" + relay.port() + " 2>/dev/null";
    }

    @Override
    public Far accept() throws IOException {
        return relay.accept();
    }

    private void stop() {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        stop();
        relay.close();
    }
}
