package org.threadedstreams.transport.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.testkit.RecordingListener;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;
import org.threadedstreams.transport.tcp.Certificate.Validity;

/** TLS with every kind of certificate, against openssl's server. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsPeersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String LOOPBACK = "IP:127.0.0.1";
    private static final String NAME = "device.lab.example";

    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static TcpStreamProvider provider;
    private static Certificate root;
    private static Certificate intermediate;
    private static Certificate otherRoot;
    private static Certificate good;
    private static Certificate deep;
    private static Certificate client;

    private WatchedConnection connection;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Openssl.require();
        root = Certificate.root(folder, "root");
        otherRoot = Certificate.root(folder, "otherRoot");
        intermediate = root.intermediate("intermediate");
        good = root.issue("good", LOOPBACK + ",DNS:" + NAME, Validity.NOW);
        deep = intermediate.issue("deep", LOOPBACK, Validity.NOW);
        client = root.issue("client", "DNS:client", Validity.NOW);
        vertx = Vertx.vertx();
        provider =
                new TcpStreamProvider(vertx, host -> InetAddress.getAllByName(host.equals(NAME) ? "127.0.0.1" : host));
    }

    @AfterAll
    static void stopVertx() {
        if (vertx != null) {
            vertx.close().await();
        }
    }

    @AfterEach
    void closeAndCheck() throws Exception {
        if (connection != null) {
            connection.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
            connection.listener().assertContractKept();
        }
    }

    private static Map<String, Object> trusting(Certificate certificate) {
        // A busy machine needs its time for the first handshakes.
        return Map.of("trustStore", certificate.certificate().toString(), "connectTimeoutMillis", "30000");
    }

    private static Map<String, Object> with(Map<String, Object> options, String key, Object value) {
        Map<String, Object> all = new HashMap<>(options);
        all.put(key, value);
        return all;
    }

    private WatchedConnection open(Target target) {
        connection = WatchedConnection.open(provider, target, new RecordingListener());
        return connection;
    }

    /** Both ways, with what both ends say of it. */
    private void assertSpeaks(OpensslServer server, Target target) throws Exception {
        open(target).listener().awaitOpened(PATIENCE);
        connection.resume();
        connection.writeAll("*IDN?\n".getBytes(UTF_8), PATIENCE);
        server.await(Pattern.compile("\\*IDN\\?"));
        server.type("Instrument 1");
        assertThat(connection.listener().awaitReceived(13, PATIENCE))
                .asString(UTF_8)
                .isEqualTo("Instrument 1\n");
    }

    private StreamEnd assertRefused(Target target) {
        StreamEnd end = open(target).listener().awaitEnded(PATIENCE);
        assertThat(end.code()).isEqualTo(StreamCode.CONNECT_FAILED);
        assertThat(end.message()).startsWith(target.address() + ": cannot connect: ");
        assertThat(connection.listener().isOpened()).as("was open for a while").isFalse();
        return end;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aPeerOfOneVersionOnlyIsSpokenTo(String version) throws Exception {
        try (OpensslServer server = OpensslServer.start(good, version)) {
            assertSpeaks(server, server.target(trusting(root)));
        }
    }

    @Test
    void aPeerOfOldVersionsOnlyIsRefused() throws Exception {
        try (OpensslServer server = OpensslServer.start(good, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")) {
            StreamEnd end = assertRefused(server.target(trusting(root)));

            assertThat(end.message()).containsIgnoringCase("protocol");
            assertThat(end.remedy()).contains("TLS 1.2");
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Certificate expired = root.issue("expired", LOOPBACK, Validity.PAST);
        try (OpensslServer server = OpensslServer.start(expired)) {
            StreamEnd end = assertRefused(server.target(trusting(root)));

            assertThat(end.message()).contains("expired", "2021");
            assertThat(end.remedy()).contains("renew", "clock");
        }
    }

    @Test
    void aCertificateThatIsNotValidYetIsRefused() throws Exception {
        Certificate early = root.issue("early", LOOPBACK, Validity.FUTURE);
        try (OpensslServer server = OpensslServer.start(early)) {
            StreamEnd end = assertRefused(server.target(trusting(root)));

            assertThat(end.message()).contains("not valid yet", "2048");
            assertThat(end.remedy()).contains("clock");
        }
    }

    @Test
    void aHostNameIsSentAndMustBeInTheCertificate() throws Exception {
        try (OpensslServer server = OpensslServer.start(
                root.issue("nameless", "DNS:elsewhere.example", Validity.NOW),
                "-servername",
                NAME,
                "-cert2",
                good.certificate().toString(),
                "-key2",
                good.key().toString())) {
            assertSpeaks(server, server.target(NAME, trusting(root)));
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        Certificate other = root.issue("otherName", "DNS:elsewhere.example", Validity.NOW);
        try (OpensslServer server = OpensslServer.start(other)) {
            StreamEnd end = assertRefused(server.target(NAME, trusting(root)));

            assertThat(end.message()).contains("name", NAME);
            assertThat(end.remedy()).contains("host");
        }
    }

    @Test
    void aCertificateForAnotherAddressIsRefused() throws Exception {
        Certificate other = root.issue("otherAddress", "IP:192.0.2.1,DNS:127.0.0.1", Validity.NOW);
        try (OpensslServer server = OpensslServer.start(other)) {
            StreamEnd end = assertRefused(server.target(trusting(root)));

            assertThat(end.message()).contains("127.0.0.1");
            assertThat(end.remedy()).contains("host");
        }
    }

    @Test
    void aSelfSignedCertificateIsRefusedUnlessItIsInTheTrustStore() throws Exception {
        Certificate alone = Certificate.selfSigned(folder, "alone", LOOPBACK);
        try (OpensslServer server = OpensslServer.start(alone)) {
            StreamEnd end = assertRefused(server.target(Map.of()));
            assertThat(end.message()).contains("not trusted");
            assertThat(end.remedy()).contains("trustStore");

            assertSpeaks(server, server.target(trusting(alone)));
        }
    }

    @Test
    void aCertificateOfAnUnknownIssuerIsRefusedUntilTheTrustStoreIsEdited() throws Exception {
        Path store = folder.resolve("edited.pem");
        Files.copy(otherRoot.certificate(), store);
        try (OpensslServer server = OpensslServer.start(good)) {
            Target target = server.target(Map.of("trustStore", store.toString()));
            StreamEnd end = assertRefused(target);
            assertThat(end.message()).contains("not trusted");
            assertThat(end.remedy()).contains("trustStore");

            Files.copy(root.certificate(), store, StandardCopyOption.REPLACE_EXISTING);
            assertSpeaks(server, target);
        }
    }

    @Test
    void aChainIsFollowedToTheRootIfThePeerSendsIt() throws Exception {
        try (OpensslServer server = OpensslServer.start(
                deep, "-cert_chain", intermediate.certificate().toString())) {
            assertSpeaks(server, server.target(trusting(root)));
        }
    }

    @Test
    void aChainThatThePeerDoesNotSendIsMissed() throws Exception {
        try (OpensslServer server = OpensslServer.start(deep)) {
            StreamEnd end = assertRefused(server.target(trusting(root)));
            assertThat(end.remedy()).contains("trustStore", "between");

            assertSpeaks(server, server.target(trusting(intermediate)));
        }
    }

    // Certificates of our own

    private static String[] asking(String version) {
        return new String[] {
            version,
            "-Verify",
            "1",
            "-verify_return_error",
            "-CAfile",
            root.certificate().toString()
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aPeerThatAsksForACertificateGetsOurs(String version) throws Exception {
        try (OpensslServer server = OpensslServer.start(good, asking(version))) {
            assertSpeaks(
                    server,
                    server.target(with(trusting(root), "keyStore", client.both().toString())));
            server.await(Pattern.compile("CN ?= ?client"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aPeerThatInsistsOnACertificateIsNeverOpenWithout(String version) throws Exception {
        try (OpensslServer server = OpensslServer.start(good, asking(version))) {
            StreamEnd end = assertRefused(server.target(trusting(root)));

            assertThat(end.remedy()).contains("asks for a certificate", "keyStore");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aPeerThatDoesNotTrustOurCertificateIsNeverOpen(String version) throws Exception {
        Certificate stranger = otherRoot.issue("stranger" + version, "DNS:client", Validity.NOW);
        try (OpensslServer server = OpensslServer.start(
                good,
                version,
                "-Verify",
                "1",
                "-verify_return_error",
                "-CAfile",
                root.certificate().toString())) {
            StreamEnd end = assertRefused(server.target(
                    with(trusting(root), "keyStore", stranger.both().toString())));

            assertThat(end.remedy()).contains("keyStore");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void ourExpiredCertificateIsRefusedByThePeer(String version) throws Exception {
        Certificate expired = root.issue("expiredClient" + version, "DNS:client", Validity.PAST);
        try (OpensslServer server = OpensslServer.start(good, asking(version))) {
            StreamEnd end = assertRefused(server.target(
                    with(trusting(root), "keyStore", expired.both().toString())));

            assertThat(end.message()).contains("expired");
            assertThat(end.remedy()).contains("keyStore");
        }
    }

    @Test
    void aPeerThatAsksAndDoesWithoutIsOpen() throws Exception {
        try (OpensslServer server = OpensslServer.start(good, "-tls1_3", "-verify", "1")) {
            assertSpeaks(server, server.target(trusting(root)));
        }
    }

    @Test
    void aPeerThatAsksAndSaysNothingAfterTheHandshakeIsOpenInTheEnd() throws Exception {
        try (OpensslServer server = OpensslServer.start(good, "-tls1_3", "-verify", "1", "-num_tickets", "0")) {
            assertSpeaks(server, server.target(trusting(root)));
        }
    }

    @Test
    void whatAPeerSaysWhileItLooksAtOurCertificateComesAfterOpenedAlsoWhenResumedBefore() throws Exception {
        try (OpensslServer server = OpensslServer.start(good, "-tls1_3", "-verify", "1", "-num_tickets", "0")) {
            open(server.target(trusting(root)));
            server.await(Pattern.compile("CIPHER is"));

            connection.resume();
            server.type("Instrument 1");

            assertThat(connection.listener().awaitReceived(13, PATIENCE))
                    .asString(UTF_8)
                    .isEqualTo("Instrument 1\n");
            assertThat(connection.listener().isOpened()).isTrue();
        }
    }

    @Test
    void closingWhileThePeerLooksAtOurCertificateEndsTheOpening() throws Exception {
        try (OpensslServer server = OpensslServer.start(good, "-tls1_3", "-verify", "1", "-num_tickets", "0")) {
            open(server.target(trusting(root)));
            server.await(Pattern.compile("CIPHER is"));

            connection.close().toCompletableFuture().get(20, TimeUnit.SECONDS);

            assertThat(connection.listener().isOpened()).isFalse();
            assertThat(connection.listener().awaitEnded(PATIENCE).message())
                    .isEqualTo(StreamEnd.closed().message());
        }
    }

    // Ends

    @Test
    void anEndThatTlsSaysIsAnEndOfStream() throws Exception {
        try (OpensslServer server = OpensslServer.start(good, "-www")) {
            open(server.target(trusting(root))).listener().awaitOpened(PATIENCE);
            connection.resume();

            connection.writeAll("GET / HTTP/1.0\r\n\r\n".getBytes(UTF_8), PATIENCE);

            assertThat(connection.listener().awaitEnded(PATIENCE).code()).isEqualTo(StreamCode.END_OF_STREAM);
            assertThat(connection.listener().received()).asString(UTF_8).contains("</HTML>");
        }
    }

    @Test
    void anEndThatOnlyTcpSaysIsABreak() throws Exception {
        try (OpensslServer server = OpensslServer.start(good)) {
            assertSpeaks(server, server.target(trusting(root)));

            server.kill();

            StreamEnd end = connection.listener().awaitEnded(PATIENCE);
            assertThat(end.code()).isEqualTo(StreamCode.READ_FAILED);
            assertThat(end.message()).contains("close_notify");
            assertThat(end.remedy()).isNotBlank();
            assertThat(connection.listener().received()).asString(UTF_8).isEqualTo("Instrument 1\n");
        }
    }

    @Test
    void aPeerThatTakesTheConnectionAndIsSilentHasTheWholeTimeoutAndNoMore() throws Exception {
        try (TcpPeer mute = new TcpPeer()) {
            Target target = mute.target("connectTimeoutMillis", "400");
            Map<String, Object> options = with(target.options(), "tls", "true");
            long before = System.nanoTime();

            StreamEnd end = assertRefused(new Target(options, target.address()));

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(400), PATIENCE);
            assertThat(end.message()).containsIgnoringCase("handshake timed out after");
            assertThat(end.remedy()).contains("tls", "connectTimeoutMillis");
        }
    }

    @Test
    void noThreadIsLeftWhenNobodyAsksAnything() throws Exception {
        try (OpensslServer server = OpensslServer.start(good)) {
            assertSpeaks(server, server.target(trusting(root)));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("tcp-lookup")));
    }
}
