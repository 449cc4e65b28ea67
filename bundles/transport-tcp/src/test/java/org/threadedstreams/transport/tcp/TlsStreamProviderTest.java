package org.threadedstreams.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.testkit.Peer;
import org.threadedstreams.testkit.PeerConnection;
import org.threadedstreams.testkit.StreamProviderContract;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;
import org.threadedstreams.testkit.secrets.Planted;

/** The contract over TLS, and what is TLS's own. */
class TlsStreamProviderTest extends StreamProviderContract {

    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static TestKey key;
    private static TestKey stranger;

    @BeforeAll
    static void startVertx() throws Exception {
        vertx = Vertx.vertx();
        key = TestKey.make(folder, "peer", "ip:127.0.0.1");
        stranger = TestKey.make(folder, "stranger", "dns:elsewhere.example");
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
        return new TcpPeer(
                key.server(), Map.of("tls", "true", "trustStore", key.trustPem().toString()));
    }

    @Override
    protected int races() {
        return 50;
    }

    private Target with(Map<String, Object> options) {
        Map<String, Object> all = new HashMap<>(peer().target().options());
        all.putAll(options);
        return new Target(all, peer().target().address());
    }

    private StreamEnd connectFailure(Target target) {
        StreamEnd end = open(target).listener().awaitEnded(patience());
        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message()).contains(target.address());
        assertThat(end.text()).doesNotContain(TestKey.PASSWORD);
        return end;
    }

    @Test
    void aTrustStoreMayBePkcs12OrJks() throws Exception {
        for (Path store : new Path[] {key.trustStore("PKCS12", "p12"), key.trustStore("JKS", "jks")}) {
            WatchedConnection connection =
                    open(with(Map.of("trustStore", store.toString(), "trustStorePassword", TestKey.PASSWORD)));
            connection.listener().awaitOpened(patience());
        }
    }

    @Test
    void withoutATrustStoreASelfSignedCertificateIsNotTrusted() throws Exception {
        StreamEnd end = connectFailure(with(Map.of("trustStore", "")));

        assertThat(end.remedy()).contains("trustStore");
    }

    @Test
    void aCertificateThatNamesAnotherHostIsRefused() throws Exception {
        try (TcpPeer impostor = new TcpPeer(
                stranger.server(),
                Map.of("tls", "true", "trustStore", stranger.trustPem().toString()))) {
            StreamEnd end = connectFailure(impostor.target());

            assertThat(end.remedy()).contains("name");
        }
    }

    @Test
    void aPeerThatSpeaksNoTlsIsFoundOut() throws Exception {
        try (TcpPeer plain = new TcpPeer(
                accepted -> {
                    accepted.getOutputStream().write("220 ready\r\n".getBytes());
                    return accepted;
                },
                peer().target().options())) {
            StreamEnd end = connectFailure(plain.target());

            assertThat(end.remedy()).contains("tls = false");
        }
    }

    @Test
    void aPeerThatNeverShakesHandsTimesOut() throws Exception {
        try (TcpPeer mute = new TcpPeer(accepted -> accepted, peer().target().options())) {
            Target target = mute.target("connectTimeoutMillis", "300");

            StreamEnd end = connectFailure(target);

            assertThat(end.message()).contains("timed out");
        }
    }

    @Test
    void aTrustStoreThatIsNotThereIsNamed() throws Exception {
        String missing = folder.resolve("missing.p12").toString();

        StreamEnd end = connectFailure(with(Map.of("trustStore", missing, "trustStorePassword", TestKey.PASSWORD)));

        assertThat(end.message()).contains(missing);
        assertThat(end.remedy()).contains("trustStore");
    }

    @Test
    void aWrongPasswordIsNamedAndNotShown() throws Exception {
        String store = key.trustStore("PKCS12", "p12").toString();

        StreamEnd end =
                connectFailure(with(Map.of("trustStore", store, "trustStorePassword", Planted.word("-not-it-at-all"))));

        assertThat(end.message()).contains("password").doesNotContain(Planted.word("-not-it-at-all"));
        assertThat(end.remedy()).contains("password");
    }

    @Test
    void theEndThatTlsSaysIsTheEndEvenIfTcpStaysOpen() throws Exception {
        TcpPeer.Layer tls = key.server();
        try (TcpPeer openEnded = new TcpPeer(
                accepted -> tls.over(new OpenEndedSocket(accepted)),
                peer().target().options())) {
            WatchedConnection connection = open(openEnded.target());
            connection.listener().awaitOpened(patience());
            connection.resume();
            PeerConnection far = openEnded.accept(patience());
            send(far, new byte[] {1, 2, 3});

            far.end();

            assertThat(connection.listener().awaitEnded(patience()).code()).isEqualTo(StreamCode.END_OF_STREAM);
            assertThat(connection.listener().received()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aPeerThatDoesNotReadDoesNotHoldUpAClose() throws Exception {
        WatchedConnection connection = openAndResume();
        accept();
        writeUntilStuck(connection);
        long before = System.nanoTime();

        close(connection);

        // A stream that waits for longer than 3 s says that its transport hangs.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aPeerMayAskForACertificate() throws Exception {
        try (TcpPeer asking = new TcpPeer(key.server(stranger), peer().target().options())) {
            for (Path keyStore : new Path[] {stranger.keyPem(), stranger.keyP12()}) {
                Map<String, Object> options = new HashMap<>(asking.target().options());
                options.put("keyStore", keyStore.toString());
                options.put("keyStorePassword", TestKey.PASSWORD);
                WatchedConnection connection =
                        open(new Target(options, asking.target().address()));
                connection.listener().awaitOpened(patience());
                connection.writeAll(new byte[] {5}, patience());
                assertThat(receive(asking.accept(patience()), 1)).containsExactly(5);
            }
        }
    }

    @Test
    void aStoreOfAnUnknownKindIsAnInvalidOption() {
        assertThatThrownBy(() -> open(with(Map.of("trustStore", "trust.txt"))))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("trustStore")
                .hasMessageContaining(".p12");
        assertThatThrownBy(() -> open(with(Map.of("keyStore", "key.der"))))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("keyStore");
    }
}
