package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.peer.UnixPeer;
import org.threadedstreams.itests.support.BundleCompiler;
import org.threadedstreams.itests.support.Bundles;
import org.threadedstreams.itests.support.Bystander;
import org.threadedstreams.itests.support.Bytes;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.Services;
import org.threadedstreams.itests.support.StreamUnderTest;
import org.threadedstreams.itests.support.Threads;

/**
 * Bundles that come, change and go while the gateway runs. The transport is that of the archetype and the consumer that of the
 * README; the build knows neither.
 */
public class HotDeployIT extends GatewayTest {

    private static final String CONSUMER_SOURCE = "consumer/AlarmReset.java";
    private static final String NEEDY = """
            package needy;
            @org.osgi.service.component.annotations.Component(service = Needy.class)
            public class Needy extends absent.Library {}
            """;
    private static final String ABSENT = "package absent; public class Library {}";

    private Bystander bystander;
    private UnixPeer peer;

    @Override
    protected void prepare(Path home) throws Exception {
        BundleCompiler compiler = new BundleCompiler(home);
        Map<String, String> transport = BundleCompiler.transport("transport");
        compiler.bundle("transport", "1.0.0", transport);
        compiler.bundle("transport", "2.0.0", transport);
        compiler.bundle("consumer", "1.0.0", Map.of(CONSUMER_SOURCE, BundleCompiler.readme(CONSUMER_SOURCE)));
        compiler.bundle("needy", "1.0.0", Map.of("needy/Needy.java", NEEDY, "absent/Library.java", ABSENT));
    }

    @Before
    public void startTraffic() throws Exception {
        bystander = Bystander.of(gateway);
        peer = gateway.closing(new UnixPeer(folder()));
    }

    @After
    public void nobodyElseNoticedAnything() throws Exception {
        bystander.check();
    }

    private StreamUnderTest waitingStream(String name, String... more) throws Exception {
        StreamUnderTest stream = gateway.stream(name);
        stream.configure(peer.configuration(), more);
        assertThat(stream.awaitState("waiting").getString("reason")).contains("no transport unix", "tcp");
        return stream;
    }

    @Test
    public void aWaitingStreamOpensWhenItsTransportComes() throws Exception {
        StreamUnderTest stream = waitingStream("comes");
        Reads reads = stream.reads();
        gateway.deploy("transport", "1.0.0");
        Far far = session(stream, peer, 1);
        far.send("hello");
        reads.await("hello");
        stream.write("world");
        assertThat(far.read(5)).asString().isEqualTo("world");
    }

    @Test
    public void consumersStayWhileANewVersionTakesOver() throws Exception {
        StreamUnderTest stream = waitingStream("changes");
        Reads reads = stream.reads();
        Published errors = stream.published(Verb.ERRORS);
        gateway.deploy("transport", "1.0.0");
        Far first = session(stream, peer, 1);
        Threads threads = gateway.closing(new Threads());
        threads.run(() -> sendUntilBroken(first));
        reads.await(100_000);
        gateway.deploy("transport", "2.0.0");
        errors.awaitError(StreamCode.TRANSPORT_GONE);
        Far second = session(stream, peer, 2);
        second.send("from the new version");
        reads.await("from the new version");
        assertThat(reads.sessions()).containsExactly("1", "2");
        assertThat(reads.journals()).hasSize(1);
        assertThat(reads.from()).isZero();
        assertThat(Bundles.version("transport")).isEqualTo("2.0.0");
        assertThat(stream.fetch("latest", 1).end()).isEqualTo(reads.count());
        threads.await();
    }

    private static void sendUntilBroken(Far far) {
        try {
            while (true) {
                far.send("traffic\n");
            }
        } catch (IOException broken) {
            // By the end of its session, as meant.
            return;
        }
    }

    @Test
    public void aTransportThatIsRemovedLeavesBothHalvesAndItsStreamsWaitForIt() throws Exception {
        StreamUnderTest stream = waitingStream("goes", "writeQueueBytes = 33554432");
        Reads reads = stream.reads();
        Published errors = stream.published(Verb.ERRORS);
        gateway.deploy("transport", "1.0.0");
        Far far = session(stream, peer, 1);
        far.send("in the middle");
        reads.await("in the middle");
        byte[] bytes = Bytes.random(16 * 1024 * 1024, 4);
        CompletableFuture<JsonObject> write = stream.startWrite(bytes);
        stream.awaitStatus(status -> status.getLong("writtenBytes") > 0);
        gateway.undeploy("transport");

        JsonObject event = errors.awaitError(StreamCode.TRANSPORT_GONE);
        assertThat(event.getJsonObject("unread").getString("bytes"))
                .isEqualTo(Addresses.base64("in the middle".getBytes()));
        Accounts accounts = new Accounts(List.of(write));
        assertThat(StreamUnderTest.failureOf(write).code()).isEqualTo(StreamCode.TRANSPORT_GONE);
        assertThat(accounts.unsent()).isEqualTo(Arrays.copyOfRange(bytes, (int) accounts.handedOver(), bytes.length));
        assertThat(event.getJsonObject("unsent").getLong("count")).isEqualTo(accounts.unsent().length);
        assertThat(event.getJsonObject("unsent").getLong("offset")).isEqualTo(accounts.handedOver());
        stream.awaitState("waiting");
        bystander.goesOn();

        gateway.deploy("transport", "1.0.0");
        session(stream, peer, 2).send(", and on");
        assertThat(reads.await("and on")).isEqualTo("in the middle, and on");
    }

    @Test
    public void aBundleThatMissesAPackageIsNamedAndEverythingElseGoesOn() throws Exception {
        gateway.deploy("needy", "1.0.0");
        gateway.awaitLog("needy", "absent", "deploy");
        StreamUnderTest stream = waitingStream("beside");
        gateway.deploy("transport", "1.0.0");
        session(stream, peer, 1);
    }

    @Test
    public void theReadmesConsumerAnswers() throws Exception {
        TcpPeer instrument = gateway.closing(new TcpPeer());
        StreamUnderTest stream = gateway.stream("instrument");
        Far far = open(stream, instrument);
        gateway.deploy("consumer", "1.0.0");
        Services.awaitComponent("consumer.AlarmReset");
        far.send("fine\nALARM 3\n");
        assertThat(far.read(6)).asString().isEqualTo("RESET\n");
    }
}
