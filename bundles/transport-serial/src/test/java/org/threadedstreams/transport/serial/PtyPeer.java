package org.threadedstreams.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.PeerConnection;
import org.threadedstreams.testkit.PeerLimit;
import org.threadedstreams.testkit.Target;

/** A pty that {@code socat} made: the port is its one side, and socat's own input and output the other. */
final class PtyPeer implements Peer, PeerConnection {

    private static final String MADE = "PTY is ";

    private final Process socat;
    private final String path;

    private PtyPeer(Process socat, String path) {
        this.socat = socat;
        this.path = path;
    }

    /** A pty with a name that the system chose. */
    static PtyPeer start() throws IOException {
        return start("pty,raw,echo=0");
    }

    /** A pty that is also reached by a link, which goes away with it. */
    static PtyPeer startAt(Path link) throws IOException {
        // What is left of another one may by now lead to somebody else's pty.
        Files.deleteIfExists(link);
        PtyPeer peer = start("pty,raw,echo=0,link=" + link);
        Awaitility.await("the link to the pty")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.isSymbolicLink(link)
                        && Files.readSymbolicLink(link).equals(Path.of(peer.path)));
        return new PtyPeer(peer.socat, link.toString());
    }

    private static PtyPeer start(String pty) throws IOException {
        requireTool("socat");
        Process socat = new ProcessBuilder("socat", "-d", "-d", "-b", "65536", pty, "stdio").start();
        BufferedReader log = socat.errorReader(StandardCharsets.UTF_8);
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            int at = line.indexOf(MADE);
            if (at >= 0) {
                return new PtyPeer(socat, line.substring(at + MADE.length()));
            }
        }
        throw new IOException("socat ended without making a pty");
    }

    static void requireTool(String name) {
        boolean there = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as(name + " is installed").isTrue();
        }
        assumeTrue(there, name + " is not installed: apt-get install " + name);
    }

    @Override
    public Target target() {
        return new Target(Map.of("port", path), path);
    }

    @Override
    public Target nowhere() {
        return new Target(Map.of("port", "/dev/ttyNowhere0"), "/dev/ttyNowhere0");
    }

    @Override
    public PeerConnection accept(Duration timeout) {
        return this;
    }

    @Override
    public Set<PeerLimit> limits() {
        return EnumSet.of(PeerLimit.ONE_CONNECTION, PeerLimit.NO_ORDERLY_END, PeerLimit.SEES_NO_CLOSE);
    }

    @Override
    public InputStream input() {
        return socat.getInputStream();
    }

    @Override
    public OutputStream output() {
        return socat.getOutputStream();
    }

    @Override
    public void end() {
        breakOff();
    }

    /** As if the adapter were unplugged. */
    @Override
    public void breakOff() {
        socat.destroyForcibly();
    }

    @Override
    public void close() {
        socat.destroyForcibly().onExit().join();
    }
}
