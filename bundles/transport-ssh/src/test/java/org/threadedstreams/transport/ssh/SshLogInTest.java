package org.threadedstreams.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.testkit.Target;
import org.threadedstreams.testkit.WatchedConnection;
import org.threadedstreams.testkit.secrets.Planted;

/** How a host is known, how a user logs in, and what is said if either fails. */
class SshLogInTest extends SshTestBase {

    private static OpenSshServer server;

    @TempDir
    Path temp;

    @BeforeAll
    static void startServer() throws Exception {
        server = OpenSshServer.start("ed25519", "ecdsa", "rsa");
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    // Host keys

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void aHostIsAskedForTheTypeOfKeyThatIsKnown(String type) throws Exception {
        assertThat(output(knowing(line(type)))).isEqualTo("hello\n");
    }

    @Test
    void aHashedNameIsRecognised() throws Exception {
        Path file = knownHosts(line("ed25519"));
        OpenSshServer.run("ssh-keygen", "-H", "-f", file.toString());
        assertThat(Files.readString(file)).startsWith("|1|");

        assertThat(output(server.target("echo hello", Map.of("knownHosts", file.toString()))))
                .isEqualTo("hello\n");
    }

    @Test
    void anUnknownHostIsRefusedWithItsFingerprint() throws Exception {
        StreamEnd end = refusal(knowing("# nothing"));

        assertThat(end.message()).contains("key").contains("not known").contains(server.fingerprint("ed25519"));
        assertThat(end.remedy()).contains("ssh-keyscan -p " + server.port());
    }

    @Test
    void aMissingFileKnowsNoHost() {
        StreamEnd end = refusal(server.target(
                "echo hello", Map.of("knownHosts", temp.resolve("none").toString())));

        assertThat(end.message()).contains("not known");
    }

    @Test
    void aHostKnownByItsNameAloneIsKnownAtAnyPort() throws Exception {
        assertThat(output(knowing(line("rsa").replace(server.knownName(), "127.0.0.1"))))
                .isEqualTo("hello\n");
    }

    @Test
    void anAuthorityOfHostCertificatesIsNoKeyOfTheHost() throws Exception {
        StreamEnd end =
                refusal(knowing("# one", "@cert-authority * " + line("ed25519").split(" ", 2)[1]));

        assertThat(end.message())
                .contains("not known")
                .contains("@cert-authority in line 2")
                .contains("not supported");
    }

    @Test
    void whatAcceptNewWroteIsGoodForOpenSshToo() throws Exception {
        Path file = temp.resolve("known_hosts");
        List<WatchedConnection> many = new java.util.ArrayList<>();
        for (int i = 0; i < 10; i++) {
            many.add(open(server.target("cat", Map.of("knownHosts", file.toString(), "hostKeyCheck", "accept-new"))));
        }
        many.forEach(connection -> connection.listener().awaitOpened(PATIENCE));

        assertThat(Files.readAllLines(file)).containsExactly(line("ed25519"));
        assertThat(OpenSshServer.run(
                        "ssh",
                        "-F",
                        "none",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "GlobalKnownHostsFile=none",
                        "-o",
                        "UserKnownHostsFile=" + file,
                        "-i",
                        server.identity().toString(),
                        "-p",
                        String.valueOf(server.port()),
                        System.getProperty("user.name") + "@127.0.0.1",
                        "echo hello"))
                .isEqualTo("hello\n");
    }

    @Test
    void aRevokedKeyIsRefused() throws Exception {
        StreamEnd end = refusal(knowing(line("ed25519"), "@revoked " + line("ed25519")));

        assertThat(end.message()).contains("@revoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "accept-new"})
    void aChangedKeyIsRefusedWithBothFingerprints(String check) throws Exception {
        OpenSshServer old = OpenSshServer.start("ed25519");
        String before = old.fingerprint("ed25519");
        try (OpenSshServer renewed = old.restartWithNewHostKeys("ed25519")) {
            StreamEnd end = refusal(renewed.target("echo hello", Map.of("hostKeyCheck", check)));

            assertThat(end.message())
                    .contains("key has changed")
                    .contains(before)
                    .contains(renewed.fingerprint("ed25519"))
                    .contains(renewed.knownHosts() + " has ")
                    .contains("line 1");
            assertThat(end.remedy())
                    .contains("ssh-keygen -f " + renewed.knownHosts() + " -R '" + renewed.knownName() + "'");
        }
    }

    @Test
    void acceptNewRemembersTheHostForTheUserAlone() throws Exception {
        Path file = temp.resolve("made").resolve("known_hosts");
        Map<String, Object> options = Map.of("knownHosts", file.toString(), "hostKeyCheck", "accept-new");

        assertThat(output(server.target("echo hello", options))).isEqualTo("hello\n");
        assertThat(output(server.target("echo hello", options))).isEqualTo("hello\n");

        assertThat(Files.readAllLines(file)).containsExactly(line("ed25519"));
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertThat(output(server.target("echo hello", Map.of("knownHosts", file.toString()))))
                .isEqualTo("hello\n");
    }

    @Test
    void acceptNewKeepsALineThatHasNoEnd() throws Exception {
        Path file = temp.resolve("known_hosts");
        Files.writeString(file, "other " + line("rsa").split(" ", 2)[1]);

        output(server.target("echo hello", Map.of("knownHosts", file.toString(), "hostKeyCheck", "accept-new")));

        assertThat(Files.readAllLines(file)).hasSize(2).last().isEqualTo(line("ed25519"));
    }

    @Test
    void acceptNewRefusesAHostThatItCannotRemember() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("known_hosts"));

        StreamEnd end = refusal(
                server.target("echo hello", Map.of("knownHosts", folder.toString(), "hostKeyCheck", "accept-new")));

        assertThat(end.text()).contains(folder.toString());
    }

    @Test
    void offTakesAnyKeyAndWarns() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true));
        try {
            assertThat(output(server.target(
                            "echo hello",
                            Map.of("knownHosts", temp.resolve("none").toString(), "hostKeyCheck", "off"))))
                    .isEqualTo("hello\n");
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString().lines().filter(line -> line.contains("WARN") && line.contains("hostKeyCheck = off")))
                .singleElement()
                .asString()
                .contains(server.address(), server.fingerprint("ed25519"));
    }

    // Keys and passwords

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void anEncryptedIdentityIsOpenedWithItsPassphrase(String type) throws Exception {
        Path key = temp.resolve("key");
        OpenSshServer.keygen(key, type, Planted.secret("open sesame"));
        server.authorize(temp.resolve("key.pub"));

        assertThat(output(server.target(
                        "echo hello",
                        Map.of("identity", key.toString(), "identityPassphrase", Planted.secret("open sesame")))))
                .isEqualTo("hello\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PEM rsa", "PEM ecdsa", "PKCS8 rsa", "PKCS8 ecdsa", "RFC4716 ed25519"})
    void anIdentityInPemIsAsGood(String formatAndType) throws Exception {
        String[] words = formatAndType.split(" ", -1);
        Path key = temp.resolve("key");
        OpenSshServer.run(
                "ssh-keygen", "-q", "-m", words[0], "-t", words[1], "-N", "", "-C", "test", "-f", key.toString());
        server.authorize(temp.resolve("key.pub"));

        assertThat(output(server.target("echo hello", Map.of("identity", key.toString()))))
                .isEqualTo("hello\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RFC4716 ed25519", "RFC4716 rsa", "PEM rsa", "PEM ecdsa"})
    void aPassphraseThatIsWrongOrMissingIsSaidAndNotShown(String formatAndType) throws Exception {
        String[] words = formatAndType.split(" ", -1);
        Path key = temp.resolve("key");
        OpenSshServer.run(
                "ssh-keygen",
                "-q",
                "-m",
                words[0],
                "-t",
                words[1],
                "-N",
                Planted.secret("open sesame"),
                "-C",
                "test",
                "-f",
                key.toString());

        StreamEnd wrong = refusal(server.target(
                "echo hello", Map.of("identity", key.toString(), "identityPassphrase", Planted.secret("open barley"))));
        assertThat(wrong.text())
                .contains("identity " + key)
                .contains("identityPassphrase")
                .doesNotContain("barley");

        StreamEnd missing = refusal(server.target("echo hello", Map.of("identity", key.toString())));
        assertThat(missing.text()).contains("identity " + key + " is encrypted").contains("$[secret:NAME]");
    }

    @Test
    void whatIsNoPrivateKeyIsSaidWithWhatToDo() throws Exception {
        StreamEnd publicKey = refusal(server.target("echo hello", Map.of("identity", server.identity() + ".pub")));
        assertThat(publicKey.message()).contains("id.pub is a public key");
        assertThat(publicKey.remedy()).contains("without .pub");

        Path putty = Files.writeString(temp.resolve("key.ppk"), "PuTTY-User-Key-File-3: ssh-ed25519\n");
        assertThat(refusal(server.target("echo hello", Map.of("identity", putty.toString())))
                        .remedy())
                .contains("puttygen " + putty);

        Path empty = Files.writeString(temp.resolve("empty"), "");
        assertThat(refusal(server.target("echo hello", Map.of("identity", empty.toString())))
                        .message())
                .contains("no private key in a known format");

        assertThat(refusal(server.target("echo hello", Map.of("identity", temp.toString())))
                        .message())
                .contains(temp + " cannot be read");

        Path pkcs8 = temp.resolve("pkcs8");
        OpenSshServer.run(
                "ssh-keygen", "-q", "-m", "PKCS8", "-t", "rsa", "-N", Planted.word("sesame"), "-f", pkcs8.toString());
        assertThat(refusal(server.target(
                                "echo hello",
                                Map.of("identity", pkcs8.toString(), "identityPassphrase", Planted.word("sesame"))))
                        .remedy())
                .contains("ssh-keygen -p -f " + pkcs8);

        String broken = Files.readString(server.identity()).replaceFirst("AAAA", "AAAB");
        StreamEnd damaged = refusal(server.target(
                "echo hello",
                Map.of(
                        "identity",
                        Files.writeString(temp.resolve("broken"), broken).toString())));
        assertThat(damaged.text()).contains("broken").contains("ssh-keygen -p -f");
        assertThat(broken.lines().skip(2).filter(damaged.text()::contains)).isEmpty();
    }

    @Test
    void anIdentityThatTheHostDoesNotKnowIsRefusedWithWhatTheHostTakes() throws Exception {
        Path key = temp.resolve("stranger");
        OpenSshServer.keygen(key, "ed25519", "");

        StreamEnd end = refusal(server.target("echo hello", Map.of("identity", key.toString())));

        assertThat(end.message())
                .contains("authentication failed")
                .contains("the host takes publickey")
                .contains(key.toString());
    }

    @Test
    void withNeitherIdentityNorPasswordNothingIsTried() {
        StreamEnd end = refusal(server.target("echo hello", Map.of("identity", "")));

        assertThat(end.message()).contains("authentication failed").contains("tried: nothing");
    }

    @Test
    void aMissingIdentityIsSaid() {
        StreamEnd end = refusal(server.target(
                "echo hello", Map.of("identity", temp.resolve("none").toString())));

        assertThat(end.message()).contains("does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "keyboard-interactive"})
    void aPasswordLogsIn(String method) throws Exception {
        try (SshServer mina = passwordServer(method)) {
            assertThat(output(passwordTarget(mina, Planted.secret("s3cret!")))).isEqualTo("hello\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "keyboard-interactive"})
    void aWrongPasswordIsRefusedAndNotShown(String method) throws Exception {
        try (SshServer mina = passwordServer(method)) {
            StreamEnd end = refusal(passwordTarget(mina, Planted.secret("wr0ng!")));

            assertThat(end.text())
                    .contains("authentication failed")
                    .contains(method)
                    .doesNotContain(Planted.secret("wr0ng!"));
        }
    }

    private static SshServer passwordServer(String method) throws IOException {
        org.threadedstreams.sshd.ed25519.JdkEd25519.install();
        SshServer mina = SshServer.setUpDefaultServer();
        mina.setHost("127.0.0.1");
        mina.setKeyPairProvider(KeyPairProvider.wrap(generate()));
        mina.setPasswordAuthenticator((user, password, session) -> password.equals(Planted.secret("s3cret!")));
        mina.setUserAuthFactories(List.of(
                method.equals("password")
                        ? UserAuthPasswordFactory.INSTANCE
                        : UserAuthKeyboardInteractiveFactory.INSTANCE));
        mina.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        mina.start();
        return mina;
    }

    private static java.security.KeyPair generate() throws IOException {
        try {
            return KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
        } catch (java.security.GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static Target passwordTarget(SshServer mina, String password) {
        Map<String, Object> options = new HashMap<>();
        options.put("host", "127.0.0.1");
        options.put("port", mina.getPort());
        options.put("username", "someone");
        options.put("password", password);
        options.put("hostKeyCheck", "off");
        options.put("command", "echo hello");
        return new Target(options, "127.0.0.1:" + mina.getPort());
    }

    // What is not an SSH server

    @Test
    void aHostWithoutANameIsNotFound() {
        Target target = server.target("echo", Map.of("host", "no-such-host.invalid"));

        StreamEnd end = refusal(new Target(target.options(), "no-such-host.invalid:" + server.port()));

        assertThat(end.message()).contains("host not found");
    }

    @Test
    void aClosedPortIsRefused() throws Exception {
        int port = OpenSshServer.freePort();

        StreamEnd end = refusal(at(port));

        assertThat(end.message()).containsIgnoringCase("refused");
    }

    @Test
    void aServerThatSaysNothingRunsIntoTheTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, Object> options =
                    new HashMap<>(at(silent.getLocalPort()).options());
            options.put("connectTimeoutMillis", "500");

            StreamEnd end = refusal(new Target(options, "127.0.0.1:" + silent.getLocalPort()));

            assertThat(end.message()).contains("timeout after 500 ms").contains("identify");
        }
    }

    @Test
    void aServerThatSpeaksSomethingElseIsNoSshServer() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread speaker = new Thread(() -> {
                try (var socket = other.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                    socket.getInputStream().read(new byte[200]);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            speaker.setDaemon(true);
            speaker.start();

            StreamEnd end = refusal(at(other.getLocalPort()));

            assertThat(end.remedy()).contains("SSH server");
        }
    }

    // Options

    @Test
    void aBadValueIsNamedWithWhatIsAllowed() {
        assertThatThrownBy(() -> open(server.target("echo", Map.of("hostKeyCheck", "maybe"))))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("hostKeyCheck must be one of strict, accept-new, off");
        assertThatThrownBy(() -> open(server.target("echo", Map.of("port", "0"))))
                .hasMessage("port must be a number from 1 to 65535");
        assertThatThrownBy(() -> open(server.target("echo", Map.of("username", " "))))
                .hasMessage("username must be given");
    }

    @Test
    void noTextOfATargetHasASecret() {
        SshTarget target = new SshTarget(
                "host", 22, "me", "pass-1", null, "pass-2", "", false, temp, HostKeyCheck.STRICT, PATIENCE, PATIENCE);

        assertThat(Set.of(target.toString(), target.address(), target.knownName()))
                .noneMatch(text -> text.contains("pass-"));
    }

    private static Target at(int port) {
        return new Target(
                server.target("echo", Map.of("port", String.valueOf(port))).options(), "127.0.0.1:" + port);
    }

    private static String line(String type) throws IOException {
        String[] key = Files.readString(server.folder().resolve("host_" + type + ".pub"))
                .split(" ", -1);
        return server.knownName() + " " + key[0] + " " + key[1];
    }

    private Path knownHosts(String... lines) throws IOException {
        return Files.write(temp.resolve("known_hosts"), List.of(lines));
    }

    private Target knowing(String... lines) throws IOException {
        return server.target(
                "echo hello", Map.of("knownHosts", knownHosts(lines).toString()));
    }
}
