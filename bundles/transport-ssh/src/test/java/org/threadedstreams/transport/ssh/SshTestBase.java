package org.threadedstreams.transport.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamConnection;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;

/** A provider for each test, and what was opened with it closed again. */
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class SshTestBase {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Names that only the tests know, and their addresses. */
    final Map<String, List<String>> names = new ConcurrentHashMap<>();

    final SharedClient shared = new SharedClient(this::addresses);
    final SshStreamProvider provider = new SshStreamProvider(shared);
    private final List<WatchedConnection> opened = new ArrayList<>();

    @AfterEach
    void closeEverything() throws Exception {
        for (WatchedConnection connection : opened) {
            close(connection);
        }
        provider.deactivate();
        opened.forEach(connection -> connection.listener().assertContractKept());
    }

    private InetAddress[] addresses(String host) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String address : names.getOrDefault(host, List.of(host))) {
            addresses.addAll(List.of(InetAddress.getAllByName(address)));
        }
        return addresses.toArray(new InetAddress[0]);
    }

    WatchedConnection open(Target target) {
        WatchedConnection connection = WatchedConnection.open(provider, target, new RecordingListener());
        opened.add(connection);
        return connection;
    }

    WatchedConnection openAndResume(Target target) {
        WatchedConnection connection = open(target);
        connection.listener().awaitOpened(PATIENCE);
        connection.resume();
        return connection;
    }

    /** MINA's sessions, from now on. */
    List<Session> sessions() {
        List<Session> sessions = new CopyOnWriteArrayList<>();
        shared.client().addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                sessions.add(session);
            }
        });
        return sessions;
    }

    static void close(StreamConnection connection) throws Exception {
        connection.close().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Opens what cannot be opened. */
    StreamEnd refusal(Target target) {
        WatchedConnection connection = open(target);
        StreamEnd end = connection.listener().awaitEnded(PATIENCE);
        assertThat(connection.listener().isOpened()).isFalse();
        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message()).startsWith(target.address());
        assertThat(end.remedy()).isNotBlank();
        return end;
    }

    /** Runs a command to its end and gives what it wrote. */
    String output(Target target) {
        WatchedConnection connection = openAndResume(target);
        StreamEnd end = connection.listener().awaitEnded(PATIENCE);
        assertThat(end.code()).as(end.text()).isEqualTo(StreamCode.END_OF_STREAM);
        return new String(connection.listener().received(), UTF_8);
    }

    static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
