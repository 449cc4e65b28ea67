package org.threadedstreams.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.threadedstreams.testkit.Target;

/**
 * A peer in a network namespace of its own, which sends back what it gets. Its link can be taken down: packets go nowhere,
 * and neither side is told. Needs root, and the programs {@code ip}, {@code ss} and {@code socat}.
 */
final class LinkPeer implements AutoCloseable {

    private static final int PORT = 7_000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final String near;
    private final String far;
    private Process server;

    private LinkPeer() {
        int count = COUNT.incrementAndGet();
        long pid = ProcessHandle.current().pid();
        name = "tst" + pid % 1_000_000 + "x" + count;
        // The upper half of the range for benchmarks, which is nobody's. A namespace's addresses outlive it for a
        // while.
        String network = "198.19." + pid % 250 + ".";
        near = network + (4 * (count % 60) + 1);
        far = network + (4 * (count % 60) + 2);
    }

    static LinkPeer start() throws Exception {
        LinkPeer peer = new LinkPeer();
        String missing = peer.missing();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(missing).isEmpty();
        }
        assumeTrue(missing.isEmpty(), missing);
        try {
            peer.connect();
        } catch (IOException | InterruptedException e) {
            peer.close();
            throw e;
        }
        return peer;
    }

    private String missing() throws InterruptedException {
        try {
            run("ip", "netns", "add", name);
            in("ss", "-ltn");
            in("socat", "-V");
            return "";
        } catch (IOException e) {
            close();
            return "it needs root, iproute2 and socat: " + e.getMessage();
        }
    }

    private void connect() throws IOException, InterruptedException {
        run("ip", "link", "add", name + "a", "type", "veth", "peer", "name", name + "b", "netns", name);
        run("ip", "addr", "add", near + "/30", "dev", name + "a");
        run("ip", "link", "set", name + "a", "up");
        in("ip", "addr", "add", far + "/30", "dev", name + "b");
        in("ip", "link", "set", name + "b", "up");
        server = new ProcessBuilder(
                        "ip", "netns", "exec", name, "socat", "TCP-LISTEN:" + PORT + ",reuseaddr,fork", "EXEC:cat")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> in("ss", "-ltn").contains(":" + PORT));
    }

    Target target(Map<String, Object> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("host", far);
        all.put("port", Integer.toString(PORT));
        return new Target(all, far + ":" + PORT);
    }

    void down() throws IOException, InterruptedException {
        in("ip", "link", "set", name + "b", "down");
    }

    void up() throws IOException, InterruptedException {
        in("ip", "link", "set", name + "b", "up");
    }

    private String in(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(List.of(command));
        return run(all.toArray(new String[0]));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
        return said;
    }

    @Override
    public void close() throws InterruptedException {
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly().waitFor();
        }
        try {
            run("ip", "netns", "delete", name);
        } catch (IOException neverMade) {
            assertThat(neverMade).isNotNull();
        }
    }
}
