package org.threadedstreams.faults.notice;

import static org.threadedstreams.faults.notice.Play.now;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.threadedstreams.faults.gateway.Tool;
import org.threadedstreams.faults.peer.Link;
import org.threadedstreams.faults.peer.SshServer;

/** All rows. Stateless. */
final class Rows {

    private static final String AT_ONCE = "the system, at once";
    private static final String EXIT = "read -r line; exit 3";
    private static final byte[] LINE = "\n".getBytes(StandardCharsets.UTF_8);
    private static final int WRITE_TIMEOUT_MILLIS = 1_500;
    private static final int IDLE_TIMEOUT_MILLIS = 3_000;
    private static final String WRITE_TIMEOUT =
            "`writeTimeoutMillis` (30000), here " + WRITE_TIMEOUT_MILLIS + "; from the write on that is not taken";
    private static final String STALLED = "it stops reading, and is written to";

    private Rows() {}

    static List<Row> all() {
        return Stream.of(tcp(), ssh(), serial(), exec()).flatMap(List::stream).toList();
    }

    private static Optional<String> missingSshd() {
        return missing("sshd", "openssh-server");
    }

    private static Optional<String> missingSocat() {
        return missing("socat", "socat");
    }

    private static Optional<String> missing(String program, String debianPackage) {
        return Tool.find(program).isPresent()
                ? Optional.empty()
                : Optional.of("there is no " + program + " on this machine: apt-get install " + debianPackage);
    }

    private static List<String> with(List<String> configuration, String... more) {
        List<String> all = new ArrayList<>(configuration);
        all.addAll(List.of(more));
        return all;
    }

    private static String writeTimeout() {
        return "writeTimeoutMillis = " + WRITE_TIMEOUT_MILLIS;
    }

    private static void nothing() {}

    // TCP

    private static List<Row> tcp() {
        return List.of(
                new Row(
                        "tcp",
                        "the peer resets the connection",
                        "READ_FAILED",
                        "",
                        AT_ONCE,
                        true,
                        Optional::empty,
                        folder -> {
                            FarEnd far = FarEnd.tcp();
                            return tcp(far, now(far::reset), Rows::nothing);
                        }),
                new Row(
                        "tcp",
                        "the peer ends the connection",
                        "END_OF_STREAM",
                        "",
                        AT_ONCE,
                        true,
                        Optional::empty,
                        folder -> {
                            FarEnd far = FarEnd.tcp();
                            return tcp(far, now(far::finish), Rows::nothing);
                        }),
                new Row(
                        "tcp",
                        "the peer is gone and refuses",
                        "CONNECT_FAILED",
                        "",
                        "`reconnectMinMillis` (200): the first attempt after the break",
                        true,
                        Optional::empty,
                        folder -> {
                            FarEnd far = FarEnd.tcp();
                            return tcp(far, now(far::refuse), far::listenAgain);
                        }),
                new Row(
                        "tcp",
                        "the link is down, nothing is written",
                        "READ_FAILED",
                        "",
                        "`keepAliveMillis` (30000)",
                        false,
                        Link::missing,
                        folder -> link(folder, false, observer -> {})),
                new Row(
                        "tcp",
                        "the link is down, something is written",
                        "IDLE_TIMEOUT",
                        "",
                        "`idleTimeoutMillis` (0: off), here " + IDLE_TIMEOUT_MILLIS + ", with a peer that talks",
                        false,
                        Link::missing,
                        folder -> link(
                                folder,
                                true,
                                observer -> observer.write(LINE),
                                "idleTimeoutMillis = " + IDLE_TIMEOUT_MILLIS)),
                new Row("tcp", STALLED, "WRITE_TIMEOUT", "", WRITE_TIMEOUT, false, Optional::empty, folder -> {
                    FarEnd far = FarEnd.tcp();
                    return tcp(
                            far,
                            observer -> {
                                far.stopReading();
                                return observer.writeUntilStuck();
                            },
                            Rows::nothing,
                            writeTimeout());
                }));
    }

    private static Scene tcp(FarEnd far, Play.Strike strike, Play.Act mend, String... more) {
        List<String> configuration = List.of("transport = tcp", "host = 127.0.0.1", "port = " + far.port());
        return new Play(with(configuration, more), strike, mend, List.of(far));
    }

    private interface Then {
        void act(Observer observer);
    }

    private static Scene link(Path folder, boolean talks, Then then, String... more) throws Exception {
        Path socket = folder.resolve("far.sock");
        FarEnd far = FarEnd.unix(socket, talks);
        Link link = new Link(socket);
        return new Play(
                with(link.configuration(), more),
                observer -> {
                    long now = System.nanoTime();
                    link.down();
                    then.act(observer);
                    return now;
                },
                link::up,
                List.of(link, far));
    }

    // SSH

    private static List<Row> ssh() {
        String heartbeat = "`heartbeatMillis` (3000)";
        return List.of(
                new Row(
                        "ssh",
                        "sshd's process for it is killed",
                        "READ_FAILED",
                        "",
                        AT_ONCE,
                        true,
                        Rows::missingSshd,
                        folder -> {
                            SshServer ssh = new SshServer(folder);
                            return ssh(ssh, "exec cat", now(ssh::killSessions), Rows::nothing);
                        }),
                new Row("ssh", "the command exits", "END_OF_STREAM", "", AT_ONCE, true, Rows::missingSshd, folder -> {
                    SshServer ssh = new SshServer(folder);
                    return ssh(ssh, EXIT, observer -> exit(observer), Rows::nothing);
                }),
                new Row(
                        "ssh",
                        "sshd's process for it hangs (SIGSTOP)",
                        "READ_FAILED",
                        "",
                        heartbeat,
                        false,
                        Rows::missingSshd,
                        folder -> {
                            SshServer ssh = new SshServer(folder);
                            return ssh(ssh, "exec cat", now(ssh::stopSessions), ssh::killSessions);
                        }),
                new Row(
                        "ssh",
                        "the link is down",
                        "READ_FAILED",
                        "",
                        heartbeat,
                        false,
                        Rows::missingForSshLink,
                        Rows::sshLink),
                new Row(
                        "ssh",
                        "the host comes back with another key",
                        "CONNECT_FAILED",
                        "key has changed",
                        "`reconnectMinMillis` (200): the first attempt after the break",
                        true,
                        Rows::missingSshd,
                        folder -> {
                            SshServer ssh = new SshServer(folder);
                            return ssh(
                                    ssh,
                                    "exec cat",
                                    observer -> {
                                        ssh.restartWithOtherKey();
                                        return System.nanoTime();
                                    },
                                    ssh::restartWithOtherKey);
                        }),
                new Row("ssh", STALLED, "WRITE_TIMEOUT", "", WRITE_TIMEOUT, false, Rows::missingSshd, folder -> {
                    SshServer ssh = new SshServer(folder);
                    return ssh(ssh, "exec sleep 100000", Observer::writeUntilStuck, Rows::nothing, writeTimeout());
                }));
    }

    private static long exit(Observer observer) {
        long now = System.nanoTime();
        observer.write(LINE);
        return now;
    }

    private static Scene ssh(SshServer ssh, String command, Play.Strike strike, Play.Act mend, String... more) {
        return new Play(running(ssh, command, more), strike, mend, List.of(ssh));
    }

    private static List<String> running(SshServer ssh, String command, String... more) {
        List<String> all = new ArrayList<>(ssh.configuration(0));
        all.removeIf(line -> line.startsWith("command ="));
        all.add("command = " + command);
        all.addAll(List.of(more));
        return all;
    }

    private static Optional<String> missingForSshLink() {
        return missingSshd().or(Rows::missingSocat).or(Link::missing);
    }

    private static Scene sshLink(Path folder) throws Exception {
        Path socket = folder.resolve("far.sock");
        SshServer ssh = new SshServer(folder);
        Process relay = new ProcessBuilder(
                        Tool.path("socat"), "UNIX-LISTEN:" + socket + ",fork", "TCP:127.0.0.1:" + ssh.port())
                .start();
        Link link = new Link(socket);
        List<String> configuration = new ArrayList<>(running(ssh, "exec cat", "hostKeyCheck = off"));
        configuration.removeIf(line -> line.startsWith("host =") || line.startsWith("port ="));
        link.configuration().stream()
                .filter(line -> !line.startsWith("transport"))
                .forEach(configuration::add);
        return new Play(configuration, now(link::down), link::up, List.of(link, () -> end(relay), ssh));
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    // Serial

    private static List<Row> serial() {
        return List.of(
                new Row(
                        "serial",
                        "the port hangs up, and is back later",
                        "READ_FAILED",
                        "",
                        AT_ONCE,
                        true,
                        Rows::missingSocat,
                        folder -> {
                            Port port = new Port(folder.resolve("port"), "EXEC:cat");
                            return serial(port, now(port::pull), port::plug);
                        }),
                new Row("serial", STALLED, "WRITE_TIMEOUT", "", WRITE_TIMEOUT, false, Rows::missingSocat, folder -> {
                    Port port = new Port(folder.resolve("port"), "EXEC:sleep 100000");
                    return serial(port, Observer::writeUntilStuck, Rows::nothing, writeTimeout());
                }));
    }

    private static Scene serial(Port port, Play.Strike strike, Play.Act mend, String... more) {
        return new Play(
                with(List.of("transport = serial", "port = " + port.path()), more), strike, mend, List.of(port));
    }

    // Processes

    private static List<Row> exec() {
        return List.of(
                new Row(
                        "exec",
                        "the process exits",
                        "END_OF_STREAM",
                        "",
                        AT_ONCE,
                        true,
                        Optional::empty,
                        folder -> exec(EXIT, observer -> exit(observer))),
                new Row("exec", "the process is killed", "READ_FAILED", "", AT_ONCE, true, Optional::empty, folder -> {
                    String mark =
                            folder.getFileName() + "." + ProcessHandle.current().pid();
                    return exec("exec sh -c 'cat; exit' " + mark, now(() -> kill(mark)));
                }),
                new Row(
                        "exec",
                        STALLED,
                        "WRITE_TIMEOUT",
                        "",
                        WRITE_TIMEOUT,
                        false,
                        Optional::empty,
                        folder -> exec("exec sleep 100000", Observer::writeUntilStuck, writeTimeout())));
    }

    private static Scene exec(String command, Play.Strike strike, String... more) {
        return new Play(
                with(List.of("transport = exec", "command = " + command), more), strike, Rows::nothing, List.of());
    }

    private static void kill(String mark) {
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .orElse(List.of())
                        .contains(mark))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
