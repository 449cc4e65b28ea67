package org.threadedstreams.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.WatchedConnection;

/** A network that is gone without a word. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadLinkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final TcpStreamProvider provider = new TcpStreamProvider(vertx);
    private LinkPeer peer;

    @BeforeEach
    void startPeer() throws Exception {
        peer = LinkPeer.start();
    }

    @AfterEach
    void closeEverything() throws Exception {
        if (peer != null) {
            peer.close();
        }
        provider.deactivate();
        vertx.close().await();
    }

    private WatchedConnection open(Map<String, Object> options) throws Exception {
        WatchedConnection connection = WatchedConnection.open(provider, peer.target(options), new RecordingListener());
        connection.listener().awaitOpened(PATIENCE);
        connection.resume();
        connection.writeAll(new byte[] {1}, PATIENCE);
        connection.listener().awaitReceived(1, PATIENCE);
        return connection;
    }

    @Test
    void anIdlePeerThatIsGoneIsNoticedWithinTheKeepAliveTime() throws Exception {
        WatchedConnection connection = open(Map.of("keepAliveMillis", 4_000));
        long before = System.nanoTime();

        peer.down();

        StreamEnd end = connection.listener().awaitEnded(PATIENCE);
        Duration noticed = Duration.ofNanos(System.nanoTime() - before);
        assertThat(noticed).isLessThan(Duration.ofSeconds(8));
        assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(end.message()).contains("timed out");
    }

    @Test
    void anIdlePeerThatIsThereStaysOpen() throws Exception {
        WatchedConnection connection = open(Map.of("keepAliveMillis", 4_000));

        Awaitility.await()
                .during(Duration.ofSeconds(7))
                .atMost(PATIENCE)
                .until(() -> !connection.listener().isEnded());
    }

    @Test
    void aLinkThatComesBackInTimeLosesNothing() throws Exception {
        WatchedConnection connection = open(Map.of());
        peer.down();
        connection.writeAll(new byte[] {2, 3}, PATIENCE);

        peer.up();

        assertThat(connection.listener().awaitReceived(3, PATIENCE)).containsExactly(1, 2, 3);
    }

    @Test
    void aConnectionOverADeadLinkClosesAtOnce() throws Exception {
        WatchedConnection connection = open(Map.of());
        peer.down();
        connection.writeAll(new byte[] {2, 3}, PATIENCE);

        connection.close().toCompletableFuture().get(2, TimeUnit.SECONDS);

        assertThat(connection.listener().isEnded()).isTrue();
    }
}
