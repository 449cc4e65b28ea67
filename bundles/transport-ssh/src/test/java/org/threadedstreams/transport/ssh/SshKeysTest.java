package org.threadedstreams.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.testkit.WatchedConnection;

/** The keys of a session: for which ciphers they are, and what happens while they are renewed. */
class SshKeysTest extends SshTestBase {

    private static final int MEBIBYTE = 1024 * 1024;

    private final AtomicInteger agreed = new AtomicInteger();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | aes128-gcm@openssh.com",
                "Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com | aes256-gcm@openssh.com",
                "Ciphers chacha20-poly1305@openssh.com | chacha20-poly1305@openssh.com",
                "Ciphers aes256-ctr | aes256-ctr",
            })
    void theCipherIsOfAesGcmWhereTheServerHasIt(String line, String cipher) throws Exception {
        List<Session> sessions = sessions();
        try (OpenSshServer server = OpenSshServer.start(line == null ? List.of() : List.of(line), "ed25519")) {
            openAndResume(server.target("cat"));

            assertThat(sessions).singleElement().satisfies(session -> {
                assertThat(session.getNegotiatedKexParameter(KexProposalOption.C2SENC))
                        .isEqualTo(cipher);
                assertThat(session.getNegotiatedKexParameter(KexProposalOption.S2CENC))
                        .isEqualTo(cipher);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"curve25519-sha256", "ecdh-sha2-nistp256", "diffie-hellman-group14-sha256"})
    void aServerWithOneKindOfKeyExchangeIsTalkedTo(String kind) throws Exception {
        try (OpenSshServer server = OpenSshServer.start(List.of("KexAlgorithms " + kind), "ed25519")) {
            assertThat(output(server.target("echo hello"))).isEqualTo("hello\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client", "both"})
    void nothingIsLostWhileKeysAreRenewed(String side) throws Exception {
        try (OpenSshServer server = renewing(!side.equals("client"), !side.equals("server"))) {
            WatchedConnection connection = openAndResume(server.target("cat", Map.of("heartbeatMillis", "1500")));
            byte[] sent = bytes(16, 1);
            CompletableFuture<Void> writing = inBackground(connection, sent);

            // A reader that stops now and then stops the host, and what is on its way waits through a renewal.
            for (int pause = 1; pause <= 8; pause++) {
                connection.listener().awaitReceived(pause * MEBIBYTE, PATIENCE);
                connection.pause();
                Awaitility.await()
                        .pollDelay(Duration.ofMillis(50))
                        .until(() -> !connection.listener().isEnded());
                connection.resume();
            }

            byte[] received = connection.listener().awaitReceived(sent.length, PATIENCE);
            writing.join();
            assertThat(hash(received)).isEqualTo(hash(sent));
            assertThat(agreed).hasValueGreaterThan(8);
        }
    }

    @Test
    void aWriteThatWaitsWhileKeysAreRenewedIsHandedOverAfterwards() throws Exception {
        List<Session> sessions = sessions();
        try (OpenSshServer server = OpenSshServer.start("ed25519")) {
            WatchedConnection connection =
                    openAndResume(server.target("sleep 3; exec cat", Map.of("heartbeatMillis", "1500")));
            byte[] sent = bytes(8, 2);
            // It fills the window, and waits.
            CompletableFuture<Void> writing = inBackground(connection, sent);

            for (int i = 0; i < 3; i++) {
                sessions.get(0).reExchangeKeys().verify(PATIENCE);
            }

            byte[] received = connection.listener().awaitReceived(sent.length, PATIENCE);
            writing.join();
            assertThat(hash(received)).isEqualTo(hash(sent));
        }
    }

    private OpenSshServer renewing(boolean byServer, boolean byClient) throws Exception {
        if (byClient) {
            CoreModuleProperties.REKEY_BYTES_LIMIT.set(shared.client(), (long) MEBIBYTE);
        }
        shared.client().addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.KexCompleted) {
                    agreed.incrementAndGet();
                }
            }
        });
        return OpenSshServer.start(byServer ? List.of("RekeyLimit 1M") : List.of(), "ed25519");
    }

    private static CompletableFuture<Void> inBackground(WatchedConnection connection, byte[] sent) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        connection.writeAll(sent, PATIENCE);
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                task -> new Thread(task, "test-writer").start());
    }

    private static byte[] bytes(int mebibytes, long seed) {
        byte[] bytes = new byte[mebibytes * MEBIBYTE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
