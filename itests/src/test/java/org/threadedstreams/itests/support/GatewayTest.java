package org.threadedstreams.itests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.rules.RuleChain;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.Peer;

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
        Option product = Product.forTest(getClass());
        prepare(Product.home(getClass()));
        return new Option[] {product};
    }

    /** Does what must be done outside the container, before it starts. */
    protected void prepare(Path home) throws Exception {}
}
