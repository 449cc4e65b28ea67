package org.threadedstreams.transport.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.PeerConnection;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.StreamProviderContract;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;

/** The contract over plain sockets, and what is TCP's own. */
class TcpStreamProviderTest extends StreamProviderContract {

    private static Vertx vertx;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    @Override
    protected StreamProvider<?> provider() {
        return new TcpStreamProvider(vertx);
    }

    @Override
    protected Peer startPeer() throws Exception {
        return new TcpPeer();
    }

    private TcpPeer tcpPeer() {
        return (TcpPeer) peer();
    }

    @Test
    void aRefusedConnectionSaysSo() throws Exception {
        StreamEnd end = open(peer().nowhere()).listener().awaitEnded(patience());

        assertThat(end.message()).contains("Connection refused");
        assertThat(end.remedy()).contains("port");
    }

    @Test
    void aHostThatDoesNotAnswerTimesOut() throws Exception {
        Target silent = peer().neverOpens().orElseThrow();
        Target impatient = new Target(
                Map.of(
                        "host", silent.options().get("host"),
                        "port", silent.options().get("port"),
                        "connectTimeoutMillis", "300"),
                silent.address());

        StreamEnd end = open(impatient).listener().awaitEnded(patience());

        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message()).contains(silent.address(), "timed out after 300 ms");
        assertThat(end.remedy()).contains("connectTimeoutMillis");
    }

    @Test
    void aHostThatNobodyKnowsIsNamed() throws Exception {
        // A name server that is not there, so that the test asks nobody outside.
        Vertx lost = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions()
                        .addServer("127.0.0.1:1")
                        .setMaxQueries(1)
                        .setQueryTimeout(500)));
        try {
            WatchedConnection connection = WatchedConnection.open(
                    new TcpStreamProvider(lost),
                    tcpPeer().target("host", "no-such-host.invalid"),
                    new RecordingListener());

            StreamEnd end = connection.listener().awaitEnded(patience());

            assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
            assertThat(end.message())
                    .contains(
                            "no-such-host.invalid:" + peer().target().options().get("port"));
            assertThat(end.remedy()).contains("host");
        } finally {
            lost.close().await();
        }
    }

    @Test
    void aHostMayBeAName() throws Exception {
        open(tcpPeer().target("host", "localhost")).listener().awaitOpened(patience());
    }

    @Test
    void aHostMayBeAnIpv6Address() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            assumeTrue(bind(server, "::1"), "this machine has no IPv6");
            String port = Integer.toString(server.getLocalPort());
            open(new Target(Map.of("host", "::1", "port", port), "")).listener().awaitOpened(patience());
            server.close();

            StreamEnd end = open(new Target(Map.of("host", "::1", "port", port), ""))
                    .listener()
                    .awaitEnded(patience());

            assertThat(end.message()).startsWith("[::1]:" + port + ": ");
        }
    }

    private static boolean bind(ServerSocket server, String host) {
        try {
            server.bind(new InetSocketAddress(host, 0));
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    @Test
    void aResetHasTheSystemsWords() throws Exception {
        WatchedConnection connection = openAndResume();

        accept().breakOff();

        StreamEnd end = connection.listener().awaitEnded(patience());
        assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
        assertThat(end.message()).contains("Connection reset");
        assertThat(end.remedy()).isNotBlank();
    }

    @Test
    void theLastWordsOfAPeerThatGoesDuringAWriteAreReceived() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        CompletionStage<Integer> stuck = writeUntilStuck(connection);
        byte[] lastWords = "panic: out of memory\n".repeat(2_000).getBytes(UTF_8);

        send(far, lastWords);
        far.close();

        assertFails(stuck);
        connection.listener().awaitEnded(patience());
        assertThat(connection.listener().received()).isEqualTo(lastWords);
    }

    @Test
    void whatAPeerSaysBeforeAnOrderlyEndWhileItStillReadsIsReceived() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();

        send(far, "goodbye\n".getBytes(UTF_8));
        far.end();

        StreamEnd end = connection.listener().awaitEnded(patience());
        assertThat(end.code()).isEqualTo(StreamCode.END_OF_STREAM);
        assertThat(connection.listener().received()).asString(UTF_8).isEqualTo("goodbye\n");
        // Our side closes too.
        assertThat(get(inBackground(() -> far.input().read()))).isEqualTo(-1);
    }

    @Test
    void callsOnTheConnectionsOwnEventLoopNeverReachTheListenerFromInside() throws Exception {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<WatchedConnection> opening = new CompletableFuture<>();
        context.runOnContext(loop -> opening.complete(open()));
        WatchedConnection connection = get(opening);
        PeerConnection far = accept();
        connection.listener().awaitOpened(patience());
        send(far, new byte[500_000]);
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(loop -> {
            connection.resume();
            connection.pause();
            connection.resume();
            connection.write(ByteBuffer.wrap(new byte[] {1}));
            connection.close().thenAccept(done::complete);
        });

        get(done);
        connection.listener().assertContractKept();
    }

    @Test
    void aThousandConnectionsShareTheEventLoopsAndHaveNoThreadsOfTheirOwn() throws Exception {
        openAndResume();
        accept();
        long before = vertxThreads();
        Set<String> loops = ConcurrentHashMap.newKeySet();

        Duration few = openTogether(48, loops);
        openTogether(1_000, loops);

        assertThat(few).isLessThan(Duration.ofSeconds(2));
        assertThat(vertxThreads() - before)
                .isLessThanOrEqualTo(2L * Runtime.getRuntime().availableProcessors());
        assertThat(loops).as("event loops").hasSize(2 * Runtime.getRuntime().availableProcessors());
    }

    private Duration openTogether(int count, Set<String> loops) {
        long started = System.nanoTime();
        List<WatchedConnection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RecordingListener listener = new RecordingListener()
                    .afterOpened(() -> loops.add(Thread.currentThread().getName()));
            connections.add(open(peer().target(), listener));
        }
        for (WatchedConnection connection : connections) {
            connection.listener().awaitOpened(patience());
            connection.resume();
        }
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static long vertxThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("peer"))
                .count();
    }

    @Test
    void anOpenConnectionOutlivesGarbageCollections() throws Exception {
        WatchedConnection connection = openAndResume();
        PeerConnection far = accept();
        for (int i = 0; i < 5; i++) {
            System.gc();
        }

        assertStays(() -> !connection.listener().isEnded());
        connection.writeAll(new byte[] {7}, patience());
        assertThat(receive(far, 1)).containsExactly(7);
    }

    @Test
    void stoppingTheProviderEndsWhatNobodyClosedEvenIfThePeerDoesNotRead() throws Exception {
        TcpStreamProvider stopped = new TcpStreamProvider(vertx);
        WatchedConnection connection = WatchedConnection.open(stopped, peer().target(), new RecordingListener());
        connection.listener().awaitOpened(patience());
        CompletionStage<Integer> stuck = writeUntilStuck(connection);

        stopped.deactivate();

        assertFails(stuck);
        assertThat(connection.listener().awaitEnded(patience()).code()).isEqualTo(StreamCode.TRANSPORT_GONE);
    }

    @Test
    void keepAliveIsAsConfigured() throws Exception {
        List<Path> tables = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
        assumeTrue(tables.stream().anyMatch(Files::isReadable), "only Linux shows which timer runs on a socket");
        for (boolean keepAlive : new boolean[] {true, false}) {
            open(tcpPeer().target("keepAlive", keepAlive)).listener().awaitOpened(patience());
            Socket far = ((TcpPeerConnection) accept()).raw();
            String established =
                    " *\\d+: [0-9A-F]+:%04X [0-9A-F]+:%04X 01 .*".formatted(far.getPort(), far.getLocalPort());

            List<String> sockets = new ArrayList<>();
            for (Path table : tables) {
                sockets.addAll(Files.isReadable(table) ? Files.readAllLines(table) : List.of());
            }
            String socket = sockets.stream()
                    .filter(line -> line.matches(established))
                    .findFirst()
                    .orElseThrow();

            // Timer 2 is keep-alive's, 0 is none; it goes off after half of the time, in hundredths of a second.
            String[] timer = socket.strip().split(" +")[5].split(":");
            assertThat(timer[0]).isEqualTo(keepAlive ? "02" : "00");
            assertThat(Integer.parseInt(timer[1], 16)).isLessThanOrEqualTo(1_500);
        }
    }

    @Test
    void aValueThatCannotBeUsedNamesItsKeyAndWhatIsAllowed() {
        assertThatThrownBy(() -> open(tcpPeer().target("host", " ")))
                .isInstanceOfSatisfying(
                        InvalidOptionException.class, e -> assertThat(e.key()).isEqualTo("host"));
        for (String port : List.of("0", "65536", "-1")) {
            assertThatThrownBy(() -> open(tcpPeer().target("port", port)))
                    .isInstanceOf(InvalidOptionException.class)
                    .hasMessage("port must be a number from 1 to 65535");
        }
        assertThatThrownBy(() -> open(tcpPeer().target("connectTimeoutMillis", "0")))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("connectTimeoutMillis");
        for (String millis : List.of("3999", "86400001", "0")) {
            assertThatThrownBy(() -> open(tcpPeer().target("keepAliveMillis", millis)))
                    .isInstanceOf(InvalidOptionException.class)
                    .hasMessage("keepAliveMillis must be a number from 4000 to 86400000");
        }
    }
}
