package org.threadedstreams.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Test;
import org.threadedstreams.api.bus.Addresses.Verb;
import org.threadedstreams.itests.peer.Far;
import org.threadedstreams.itests.peer.TcpPeer;
import org.threadedstreams.itests.support.Bytes;
import org.threadedstreams.itests.support.GatewayTest;
import org.threadedstreams.itests.support.Published;
import org.threadedstreams.itests.support.Reads;
import org.threadedstreams.itests.support.Services;
import org.threadedstreams.itests.support.StreamUnderTest;

/** Who subscribes to what a stream publishes. */
public class ConsumersIT extends GatewayTest {

    private static final int MANY = 8 * 1024 * 1024;

    private TcpPeer peer;

    @Before
    public void startPeer() throws Exception {
        peer = gateway.closing(new TcpPeer());
    }

    @Test
    public void twoSeeTheSameBytesAtTheSameOffsetsWhateverASlowOneAndAPausedOneDo() throws Exception {
        StreamUnderTest stream = gateway.stream("watched");
        Reads one = stream.reads();
        Reads other = stream.reads();
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        deployWorker(Verb.READ.of(stream.name()), stuck, slow);
        MessageConsumer<Object> paused =
                gateway.bus().consumer(Verb.READ.of(stream.name())).pause();
        gateway.closing(() -> paused.unregister());
        Far far = open(stream, peer);
        byte[] bytes = Bytes.random(MANY, 5);
        far.send(bytes);
        assertThat(stuck.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Bytes.hash(one.await(MANY))).isEqualTo(Bytes.hash(bytes));
        assertThat(Bytes.hash(other.await(MANY))).isEqualTo(Bytes.hash(bytes));
        assertThat(one.chunks()).isEqualTo(other.chunks());
        slow.countDown();
    }

    /** A consumer on a thread of its own that waits in its handler. */
    private void deployWorker(String address, CountDownLatch entered, CountDownLatch leave) throws Exception {
        Vertx vertx = Services.await(Vertx.class);
        AbstractVerticle consumer = new AbstractVerticle() {
            @Override
            public void start() {
                vertx.eventBus().consumer(address, message -> {
                    entered.countDown();
                    awaitQuietly(leave);
                });
            }
        };
        String id = vertx.deployVerticle(consumer, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                .await(60, TimeUnit.SECONDS);
        gateway.closing(() -> {
            leave.countDown();
            vertx.undeploy(id).await(60, TimeUnit.SECONDS);
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    public void oneThatThrowsIsNamedInTheLogAndNobodyElseIsAffected() throws Exception {
        StreamUnderTest stream = gateway.stream("thrown-at");
        MessageConsumer<Object> throwing = gateway.bus().consumer(Verb.READ.of(stream.name()), message -> {
            throw new IllegalStateException("this consumer is broken");
        });
        gateway.closing(() -> throwing.unregister());
        Reads reads = stream.reads();
        Far far = open(stream, peer);
        far.send("one");
        reads.await("one");
        far.send(" two");
        assertThat(reads.await("two")).isEqualTo("one two");
        gateway.awaitLog("ERROR", Verb.READ.of("thrown-at"));
        assertThat(gateway.log()).contains("this consumer is broken");
        stream.write("still writable");
    }

    @Test
    public void linesComeWithTheirOffsetsAndInPiecesWhereTheyAreLong() throws Exception {
        StreamUnderTest stream = gateway.stream("lines");
        Published lines = stream.published(Verb.LINES);
        Far far = open(stream, peer, "charset = UTF-8");
        String longLine = "x".repeat(65_536) + "y";
        far.send("one\r\n\nthree \u00fc\n" + longLine + "\nrest");
        stream.awaitStatus(status -> status.getLong("readBytes") == 5 + 1 + 9 + 65_538 + 4);
        far.end();
        lines.awaitCount(6);
        assertThat(lines.texts()).containsExactly("one", "", "three \u00fc", "x".repeat(65_536), "y", "rest");
        assertThat(lines.messages().stream().map(line -> header(line, "offset")))
                .containsExactly("0", "5", "6", "15", "65551", "65553");
        assertThat(lines.messages().stream().map(line -> header(line, "partial")))
                .containsExactly(null, null, null, "true", null, "true");
    }

    @Test
    public void linesCanBeSwitchedOff() throws Exception {
        StreamUnderTest stream = gateway.stream("no-lines");
        Published lines = stream.published(Verb.LINES);
        Reads reads = stream.reads();
        Far far = open(stream, peer, "lines = false");
        far.send("one\n");
        reads.await("one\n");
        far.end();
        stream.awaitStatus(status -> status.getLong("session") == 2 || status.getLong("errors") == 1);
        assertThat(lines.messages()).isEmpty();
    }

    private static String header(Message<?> message, String name) {
        return message.headers().get(name);
    }
}
