package org.threadedstreams.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;

/** A port that the gateway's user may not open. */
@Timeout(60)
class SerialPermissionTest {

    @Test
    void aPortThatMayNotBeOpenedSaysWhichGroupMay() throws Exception {
        requireRoot();
        try (PtyPeer pty = PtyPeer.start()) {
            Path port = Path.of(pty.target().address());
            Files.setOwner(
                    port, port.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            Files.setPosixFilePermissions(port, PosixFilePermissions.fromString("rw-------"));

            // Root without its powers over files: to this port it is a stranger, and the build's files are still its
            // own.
            String said = OtherJvm.by("setpriv", "--bounding-set=-dac_override,-dac_read_search")
                    .run(Opening.class, pty.target().address());

            assertThat(said)
                    .isEqualTo(
                            "CONNECT_FAILED " + pty.target().address() + ": Permission denied; add the gateway's user"
                                    + " to the group that owns the port, mostly dialout, and log in again\n");
        }
    }

    /** In the other JVM. */
    static final class Opening {
        public static void main(String[] arguments) {
            WatchedConnection connection = WatchedConnection.open(
                    new SerialStreamProvider(),
                    new Target(Map.of("port", arguments[0]), arguments[0]),
                    new RecordingListener());
            var end = connection.listener().awaitEnded(Duration.ofSeconds(20));
            System.out.println(end.code() + " " + end.text());
        }
    }

    private static void requireRoot() {
        PtyPeer.requireTool("setpriv");
        boolean root = "root".equals(System.getProperty("user.name"));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(root).as("runs as root, to become another user").isTrue();
        }
        assumeTrue(root, "only root can become a user who may not open a port");
    }
}
