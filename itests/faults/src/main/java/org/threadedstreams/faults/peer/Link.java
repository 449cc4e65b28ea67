package org.threadedstreams.faults.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.threadedstreams.faults.stream.Await;
import org.threadedstreams.rig.Tool;

/**
 * A network namespace with a link of its own, which can be taken down: packets go nowhere, and neither side is told.
 *
 * <p>For one thread. Needs root.
 */
public final class Link implements AutoCloseable {

    private static final int PORT = 7000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final String network;
    private final Process listener;

    /**
     * @param socket where the far end listens: a Unix domain socket reaches every namespace
     */
    public Link(Path socket) throws Exception {
        int count = COUNT.incrementAndGet();
        long pid = ProcessHandle.current().pid();
        name = "tsf" + pid % 1_000_000 + "x" + count;
        // The range for benchmarks, which is nobody's.
        network = "198.18." + pid % 250 + "." + 4 * (count % 60);
        try {
            connect();
        } catch (IOException | InterruptedException e) {
            removeNamespace();
            throw e;
        }
        listener = new ProcessBuilder(
                        Tool.path("ip"),
                        "netns",
                        "exec",
                        name,
                        Tool.path("socat"),
                        "TCP-LISTEN:" + PORT + ",reuseaddr,fork",
                        "UNIX-CONNECT:" + socket)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Await.until("somebody listens in " + name, () -> in("ss", "-ltn").contains(":" + PORT));
    }

    private void connect() throws IOException, InterruptedException {
        ip("netns", "add", name);
        ip("link", "add", name + "a", "type", "veth", "peer", "name", name + "b", "netns", name);
        ip("addr", "add", address(1) + "/30", "dev", name + "a");
        ip("link", "set", name + "a", "up");
        in("ip", "addr", "add", address(2) + "/30", "dev", name + "b");
        up();
    }

    private String address(int host) {
        int dot = network.lastIndexOf('.') + 1;
        return network.substring(0, dot) + (Integer.parseInt(network.substring(dot)) + host);
    }

    /** What this machine lacks for it. */
    public static Optional<String> missing() {
        if (Tool.find("ip").isEmpty() || Tool.find("ss").isEmpty()) {
            return Optional.of("there is no ip or ss on this machine: apt-get install iproute2");
        }
        String probe = "tsfprobe" + ProcessHandle.current().pid() % 1_000_000;
        try {
            ip("netns", "add", probe);
            ip("netns", "delete", probe);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("it needs the right to make network namespaces (root): " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = Tool.path("ip");
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Tool.run(command);
    }

    private String in(String... command) throws IOException, InterruptedException {
        String[] all = new String[command.length + 4];
        System.arraycopy(new String[] {Tool.path("ip"), "netns", "exec", name}, 0, all, 0, 4);
        System.arraycopy(command, 0, all, 4, command.length);
        return Tool.run(all);
    }

    /** Takes the link down on the peer's side. */
    public void down() throws IOException, InterruptedException {
        in("ip", "link", "set", name + "b", "down");
    }

    public void up() throws IOException, InterruptedException {
        in("ip", "link", "set", name + "b", "up");
    }

    /** What a stream's file must have to take it. */
    public List<String> configuration() {
        return List.of("transport = tcp", "host = " + address(2), "port = " + PORT, "connectTimeoutMillis = 1000");
    }

    private void removeNamespace() throws IOException {
        try {
            ip("netns", "delete", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.descendants().forEach(ProcessHandle::destroyForcibly);
        listener.destroyForcibly().onExit().join();
        removeNamespace();
    }
}
