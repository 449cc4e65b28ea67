package org.threadedstreams.itests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.Rule;
import org.junit.rules.RuleChain;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.Peer;
import org.threadedstreams.paxexam.ThreadedStreams;

/** Runs the tests of a class inside one running gateway, which is the shipped one. */
@RunWith(ContainerRunner.class)
@ExamReactorStrategy(PerClass.class)
public abstract class GatewayTest {

    protected final Gateway gateway = new Gateway();

    @Rule
    public final RuleChain rules = RuleChain.outerRule(Timeout.seconds(180)).around(gateway);

    /** Has a stream connect to a peer; returns the far end once it is open. */
    protected static Far open(StreamUnderTest stream, Peer peer, String... more) throws Exception {
        stream.configure(peer.configuration(), more);
        return session(stream, peer, 1);
    }

    /** The far end of a stream's session of that number, once it is open. */
    protected static Far session(StreamUnderTest stream, Peer peer, long number) throws Exception {
        Far far = peer.accept();
        stream.awaitStatus(status -> status.getString("state").equals("open") && status.getLong("session") == number);
        return far;
    }

    /** A folder that is not there yet, for a peer's files. Its path is short enough for every kind of file. */
    protected static Path folder() throws IOException {
        return Files.createTempDirectory("itest").resolve("peer");
    }

    @Configuration
    public Option[] product() throws Exception {
        Path home = freshHome(getClass());
        prepare(home);
        return new Option[] {
            ThreadedStreams.gateway().home(home),
            jarOf(Matchers.class),
            jarOf(Awaitility.class),
            jarOf(ByteBuddy.class),
            jarOf(Assertions.class)
        };
    }

    private static Option jarOf(Class<?> type) {
        return CoreOptions.bundle(
                "reference:" + type.getProtectionDomain().getCodeSource().getLocation());
    }

    /** The home folder of a test class, empty but for a token. */
    private static Path freshHome(Class<?> test) throws IOException {
        Path home = Path.of(System.getProperty("tstreams.homes"))
                .toAbsolutePath()
                .normalize()
                .resolve(test.getSimpleName());
        if (Files.exists(home)) {
            try (Stream<Path> old = Files.walk(home)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(home.resolve("data"));
        // One that the search at the end of the build knows: see the test kit's Planted.
        Path token = Files.writeString(home.resolve("data/token"), "q7VxZ2kWn9Tj4RbMtoken");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        return home;
    }

    /** Does what must be done outside the container, before it starts. */
    protected void prepare(Path home) throws Exception {}
}
