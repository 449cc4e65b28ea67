package org.threadedstreams.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A private OpenSSH server on this machine; what it runs passes its input and output on to a TCP port.
 *
 * <p>For one thread at a time.
 */
public final class SshServer implements AutoCloseable {

    private static final String USER = System.getProperty("user.name");

    private final int port = FreePort.any();
    private final Path folder;
    private final String keyType;
    private Process server;

    /**
     * @param folder for its keys and settings
     */
    public SshServer(Path folder) throws Exception {
        this(folder, "ed25519");
    }

    /**
     * @param folder for its keys and settings
     * @param keyType of its own key and of the one that it lets in, as ssh-keygen calls it
     */
    public SshServer(Path folder, String keyType) throws Exception {
        this.folder = folder;
        this.keyType = keyType;
        makeKey("id");
        makeKey("host");
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
                        "UseDNS no",
                        // Else what the user's own shell says when it starts is part of the stream.
                        "SetEnv HOME=" + folder,
                        "LogLevel ERROR"));
        Files.writeString(file("known_hosts"), "[127.0.0.1]:" + port + " " + Files.readString(file("host.pub")));
        if (USER.equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        server = listen();
    }

    private Process listen() throws Exception {
        Process started = new ProcessBuilder(
                        Tool.path("sshd"), "-D", "-e", "-f", file("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(file("sshd.log").toFile()))
                .start();
        FreePort.awaitListener(port);
        return started;
    }

    private void makeKey(String name) throws IOException, InterruptedException {
        Tool.run("ssh-keygen", "-q", "-t", keyType, "-N", "", "-f", file(name).toString());
    }

    public int port() {
        return port;
    }

    /** The key that it lets in. */
    public Path identity() {
        return file("id");
    }

    /** A file that knows its key. */
    public Path knownHosts() {
        return file("known_hosts");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    /** Kills the processes of its sessions; the listener stays. */
    public void killSessions() {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** Stops the processes of its sessions, without a word to anybody. */
    public void stopSessions() throws IOException, InterruptedException {
        for (ProcessHandle one : server.descendants().toList()) {
            Tool.signal("STOP", one.pid());
        }
    }

    /** Kills all of it. */
    public void kill() {
        List<ProcessHandle> sessions = server.descendants().toList();
        server.destroyForcibly().onExit().join();
        sessions.forEach(ProcessHandle::destroyForcibly);
    }

    /** Comes back with another key; the second time, with its first one. */
    public void restartWithOtherKey() throws Exception {
        kill();
        if (!Files.exists(file("other"))) {
            makeKey("other");
        }
        for (String ending : List.of("", ".pub")) {
            Files.move(file("host" + ending), file("kept"));
            Files.move(file("other" + ending), file("host" + ending));
            Files.move(file("kept"), file("other" + ending));
        }
        restart();
    }

    /** Comes back after {@link #kill}. */
    public void restart() throws Exception {
        server = listen();
    }

    /** Kills the process of the session that passes on to a port. */
    public void killSession(int target) {
        server.descendants()
                .filter(one ->
                        one.info().arguments().map(List::of).orElse(List.of()).contains(address(target)))
                .forEach(one -> one.parent().ifPresent(ProcessHandle::destroyForcibly));
    }

    private static String address(int target) {
        return "TCP:127.0.0.1:" + target;
    }

    /**
     * What a stream's file must have to log in.
     *
     * @param target the port on the loopback interface that its session passes on to
     */
    public List<String> configuration(int target) {
        return running("exec " + Tool.path("socat") + " - " + address(target) + " 2>/dev/null");
    }

    /** What a stream's file must have to log in and run a command. */
    public List<String> running(String command) {
        return List.of(
                "transport = ssh",
                "host = 127.0.0.1",
                "port = " + port,
                "username = " + USER,
                "identity = " + identity(),
                "knownHosts = " + knownHosts(),
                "command = " + command);
    }

    @Override
    public void close() {
        kill();
    }
}
