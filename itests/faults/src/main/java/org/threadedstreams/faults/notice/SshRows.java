package org.threadedstreams.faults.notice;

import static org.threadedstreams.faults.notice.Play.now;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.threadedstreams.faults.peer.Link;
import org.threadedstreams.rig.SshServer;
import org.threadedstreams.rig.Tool;

/** What happens to SSH streams. Stateless. */
final class SshRows {

    private SshRows() {}

    static List<Row> all() {
        String heartbeat = "`heartbeatMillis` (3000)";
        return List.of(
                new Row(
                        "ssh",
                        "sshd's process for it is killed",
                        "READ_FAILED",
                        "",
                        Rows.AT_ONCE,
                        true,
                        Rows::missingSshd,
                        folder -> {
                            SshServer ssh = new SshServer(folder);
                            return ssh(ssh, "exec cat", now(ssh::killSessions), Rows::nothing);
                        }),
                new Row(
                        "ssh",
                        "the command exits",
                        "END_OF_STREAM",
                        "",
                        Rows.AT_ONCE,
                        true,
                        Rows::missingSshd,
                        folder -> {
                            SshServer ssh = new SshServer(folder);
                            return ssh(ssh, Rows.EXIT, observer -> Rows.exit(observer), Rows::nothing);
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
                        SshRows::missingForLink,
                        SshRows::link),
                new Row(
                        "ssh",
                        "the host comes back with another key",
                        "CONNECT_FAILED",
                        "key has changed",
                        Rows.RECONNECT,
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
                new Row(
                        "ssh",
                        Rows.STALLED,
                        "WRITE_TIMEOUT",
                        "",
                        Rows.WRITE_TIMEOUT,
                        false,
                        Rows::missingSshd,
                        folder -> {
                            SshServer ssh = new SshServer(folder);
                            return ssh(
                                    ssh,
                                    // Not for long, because sshd leaves it behind.
                                    "exec sleep 60",
                                    Observer::writeUntilStuck,
                                    Rows::nothing,
                                    Rows.writeTimeout());
                        }));
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

    private static Optional<String> missingForLink() {
        return Rows.missingSshd().or(Rows::missingSocat).or(Link::missing);
    }

    private static Scene link(Path folder) throws Exception {
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
}
