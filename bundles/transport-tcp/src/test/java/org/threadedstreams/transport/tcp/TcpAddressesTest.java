package org.threadedstreams.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;

/** Names, what the system says they are, and which of their addresses is taken. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpAddressesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NAME = "device.lab.example";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<String[]> known = new AtomicReference<>(new String[0]);
    private final CountDownLatch answers = new CountDownLatch(1);
    private final TcpStreamProvider provider = new TcpStreamProvider(vertx, this::lookup);
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();

    private InetAddress[] lookup(String host) throws UnknownHostException {
        if (!host.equals(NAME)) {
            return InetAddress.getAllByName(host);
        }
        InetAddress[] addresses = new InetAddress[known.get().length];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = InetAddress.getByName(known.get()[i]);
        }
        return addresses;
    }

    /** As a name service that is gone: it answers when the test lets it. */
    private InetAddress[] lateLookup(String host) throws UnknownHostException {
        try {
            answers.await();
        } catch (InterruptedException stopped) {
            throw new UnknownHostException("interrupted");
        }
        return lookup(host);
    }

    @AfterEach
    void closeEverything() throws Exception {
        answers.countDown();
        provider.deactivate();
        while (!closing.isEmpty()) {
            closing.pop().close();
        }
        vertx.close().await();
    }

    private <C extends AutoCloseable> C closing(C resource) {
        closing.push(resource);
        return resource;
    }

    private ServerSocket listen(String address, int port, int backlog) throws IOException {
        ServerSocket server = closing(new ServerSocket());
        try {
            server.bind(new InetSocketAddress(address, port), backlog);
        } catch (IOException e) {
            assumeTrue(port != 0 || !address.contains(":"), "this machine has no IPv6");
            throw e;
        }
        return server;
    }

    /** Where packets go nowhere: a listener whose queue is full. */
    private void blackHole(String address, int port) throws IOException {
        ServerSocket full = listen(address, port, 1);
        for (int knock = 0; knock < 2; knock++) {
            closing(new Socket()).connect(full.getLocalSocketAddress());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private WatchedConnection open(String host, int port, int timeoutMillis) {
        return open(provider, host, port, timeoutMillis);
    }

    private WatchedConnection open(TcpStreamProvider provider, String host, int port, int timeoutMillis) {
        Map<String, Object> options =
                Map.of("host", host, "port", Integer.toString(port), "connectTimeoutMillis", timeoutMillis);
        return WatchedConnection.open(provider, new Target(options, host + ":" + port), new RecordingListener());
    }

    @Test
    void aPeerThatListensOnTheLastAddressOnlyIsReached() throws Exception {
        ServerSocket server = listen("::1", 0, 5);
        known.set(new String[] {"127.0.0.1", "127.0.0.9", "::1"});

        open(NAME, server.getLocalPort(), 10_000).listener().awaitOpened(PATIENCE);
    }

    @Test
    void aPeerThatListensOnTheFirstAddressOnlyIsReached() throws Exception {
        ServerSocket server = listen("127.0.0.1", 0, 5);
        known.set(new String[] {"127.0.0.1", "::1"});

        open(NAME, server.getLocalPort(), 10_000).listener().awaitOpened(PATIENCE);
    }

    @Test
    void anAddressThatSwallowsPacketsTakesItsShareOfTheTimeOnly() throws Exception {
        ServerSocket server = listen("127.0.0.3", 0, 5);
        blackHole("127.0.0.2", server.getLocalPort());
        known.set(new String[] {"127.0.0.2", "127.0.0.3"});
        long before = System.nanoTime();

        open(NAME, server.getLocalPort(), 4_000).listener().awaitOpened(PATIENCE);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(1_900), Duration.ofMillis(3_900));
    }

    @Test
    void whyEachAddressFailedIsSaid() throws Exception {
        int port = freePort();
        blackHole("127.0.0.2", port);
        known.set(new String[] {"127.0.0.9", "127.0.0.2", "::1"});

        StreamEnd end = open(NAME, port, 900).listener().awaitEnded(PATIENCE);

        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message())
                .startsWith(NAME + ":" + port + ": cannot connect: 127.0.0.9: Connection refused; 127.0.0.2: ")
                .contains("timed out", "; 0:0:0:0:0:0:0:1: ");
        assertThat(end.remedy()).contains("start what should listen there", "connectTimeoutMillis");
    }

    @Test
    void allAddressesTogetherTakeNoLongerThanTheTimeout() throws Exception {
        int port = freePort();
        blackHole("127.0.0.2", port);
        blackHole("127.0.0.3", port);
        blackHole("127.0.0.4", port);
        known.set(new String[] {"127.0.0.2", "127.0.0.3", "127.0.0.4"});
        long before = System.nanoTime();

        StreamEnd end = open(NAME, port, 1_200).listener().awaitEnded(PATIENCE);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(1_100), Duration.ofMillis(3_500));
        assertThat(end.message()).contains("127.0.0.2: ", "127.0.0.3: ", "127.0.0.4: ");
    }

    @Test
    void aNameIsLookedUpAnewAtEachOpening() throws Exception {
        ServerSocket moved = listen("127.0.0.3", 0, 5);
        known.set(new String[] {"127.0.0.2"});
        open(NAME, moved.getLocalPort(), 10_000).listener().awaitEnded(PATIENCE);

        known.set(new String[] {"127.0.0.3"});

        open(NAME, moved.getLocalPort(), 10_000).listener().awaitOpened(PATIENCE);
    }

    @Test
    void theNameServicesTimeIsWithinTheTimeoutAndItsLateAnswerOpensNothing() throws Exception {
        ServerSocket server = listen("127.0.0.1", 0, 5);
        known.set(new String[] {"127.0.0.1"});
        TcpStreamProvider waiting = new TcpStreamProvider(vertx, this::lateLookup);
        long before = System.nanoTime();
        WatchedConnection connection = open(waiting, NAME, server.getLocalPort(), 300);

        StreamEnd end = connection.listener().awaitEnded(PATIENCE);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(290), Duration.ofMillis(5_000));
        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message()).contains(NAME, "name service", "300 ms");
        assertThat(end.remedy()).contains("name service", "host");
        assertNobodyComes(server);
        waiting.deactivate();
    }

    private void assertNobodyComes(ServerSocket server) throws IOException {
        answers.countDown();
        server.setSoTimeout(300);
        try (Socket come = server.accept()) {
            throw new AssertionError("somebody connected: " + come);
        } catch (java.net.SocketTimeoutException nobody) {
            assertThat(nobody).isNotNull();
        }
    }

    @Test
    void closingDuringTheLookupEndsTheOpening() throws Exception {
        ServerSocket server = listen("127.0.0.1", 0, 5);
        known.set(new String[] {"127.0.0.1"});
        TcpStreamProvider waiting = new TcpStreamProvider(vertx, this::lateLookup);
        WatchedConnection connection = open(waiting, NAME, server.getLocalPort(), 10_000);

        connection.close().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(connection.listener().awaitEnded(PATIENCE).code())
                .isEqualTo(StreamEnd.closed().code());
        assertNobodyComes(server);
        waiting.deactivate();
    }

    @Test
    void closingWhileAnAddressIsTriedTriesNoOther() throws Exception {
        ServerSocket server = listen("127.0.0.3", 0, 5);
        blackHole("127.0.0.2", server.getLocalPort());
        known.set(new String[] {"127.0.0.2", "127.0.0.3"});
        WatchedConnection connection = open(NAME, server.getLocalPort(), 400);

        connection.close().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertNobodyComes(server);
    }

    @Test
    void anAddressDoesNotWaitForNamesThatNobodyAnswers() throws Exception {
        ServerSocket server = listen("127.0.0.1", 0, 5);
        TcpStreamProvider waiting = new TcpStreamProvider(
                vertx, host -> host.equals(NAME) ? lateLookup(host) : InetAddress.getAllByName(host));
        for (int i = 0; i < 100; i++) {
            open(waiting, NAME, server.getLocalPort(), 10_000);
        }

        open(waiting, "127.0.0.1", server.getLocalPort(), 10_000).listener().awaitOpened(PATIENCE);

        waiting.deactivate();
    }

    @Test
    void anAddressMayNameItsInterface() throws Exception {
        String local = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet6Address && address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("");
        assumeTrue(local.contains("%"), "this machine has no link-local address");
        ServerSocket server = listen(local, 0, 5);

        open(local, server.getLocalPort(), 10_000).listener().awaitOpened(PATIENCE);
    }
}
