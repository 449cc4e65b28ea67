package org.threadedstreams.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.threadedstreams.testkit.Target;

/**
 * A second process of an OpenSSH server, in a network namespace of its own, whose link can be taken down: packets go
 * nowhere, and neither side is told. Needs root, and the program {@code ip}.
 */
final class LinkedServer implements AutoCloseable {

    private static final String PORT = "2222";

    private static final AtomicInteger COUNT = new AtomicInteger();

    // A namespace's names and addresses outlive it for a while. The range is for benchmarks, which is nobody's.
    private final int count = COUNT.incrementAndGet();
    private final long pid = ProcessHandle.current().pid();
    private final String name = "tss" + pid % 1_000_000 + "x" + count;
    private final String network = "198.18." + (200 + pid % 50) + ".";
    private final String near = network + (4 * (count % 60) + 1);
    private final String far = network + (4 * (count % 60) + 2);
    private final OpenSshServer settings;
    private final Process server;

    LinkedServer(OpenSshServer settings) throws Exception {
        this.settings = settings;
        String missing = missing();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(missing).isEmpty();
        }
        assumeTrue(missing.isEmpty(), missing);
        OpenSshServer.run("ip", "link", "add", name + "a", "type", "veth", "peer", "name", name + "b", "netns", name);
        OpenSshServer.run("ip", "addr", "add", near + "/30", "dev", name + "a");
        OpenSshServer.run("ip", "link", "set", name + "a", "up");
        in("ip", "addr", "add", far + "/30", "dev", name + "b");
        in("ip", "link", "set", name + "b", "up");
        Path config = settings.folder().resolve("linked_config");
        Files.writeString(
                config,
                Files.readString(settings.folder().resolve("sshd_config"))
                        .replaceAll("ListenAddress .*", "ListenAddress " + far + ":" + PORT)
                        .replaceAll("PidFile .*", "PidFile none"));
        server = new ProcessBuilder("ip", "netns", "exec", name, "/usr/sbin/sshd", "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(settings.folder().resolve("linked_log").toFile())
                .start();
        Awaitility.await()
                .until(() -> Files.readString(settings.folder().resolve("linked_log"))
                        .contains("listening"));
    }

    private String missing() throws InterruptedException {
        try {
            Process made = new ProcessBuilder("ip", "netns", "add", name).start();
            return made.waitFor(20, TimeUnit.SECONDS) && made.exitValue() == 0
                    ? ""
                    : "skipped: it needs the right to make network namespaces (root)";
        } catch (IOException e) {
            return "skipped: there is no ip; install iproute2";
        }
    }

    Target target(String command) {
        Target there = settings.target(command, Map.of("host", far, "port", PORT, "hostKeyCheck", "off"));
        return new Target(there.options(), far + ":" + PORT);
    }

    void down() throws IOException {
        in("ip", "link", "set", name + "b", "down");
    }

    private void in(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(List.of(command));
        OpenSshServer.run(all.toArray(new String[0]));
    }

    @Override
    public void close() throws Exception {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly().waitFor();
        OpenSshServer.run("ip", "netns", "delete", name);
    }
}
