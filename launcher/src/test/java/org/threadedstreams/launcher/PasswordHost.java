package org.threadedstreams.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.threadedstreams.testkit.secrets.Planted;

/** An SSH server that one password and one key open; whatever it is asked to run, it runs {@code cat}. */
final class PasswordHost implements AutoCloseable {

    static final String PASSWORD = Planted.secret("right password");
    static final String PASSPHRASE = Planted.secret("right passphrase");

    private final Path folder;
    private final SshServer server = SshServer.setUpDefaultServer();

    PasswordHost(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        KeyPair hostKey = key();
        KeyPair identity = key();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPasswordAuthenticator((user, password, session) -> password.equals(PASSWORD));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, identity.getPublic()));
        server.setShellFactory(new ProcessShellFactory("cat", "cat"));
        server.setCommandFactory((channel, command) -> new ProcessShellFactory("cat", "cat").createShell(channel));
        server.start();
        knownHost("known_hosts", hostKey);
        knownHost("changed_hosts", key());
        OpenSSHKeyEncryptionContext encryption = new OpenSSHKeyEncryptionContext();
        encryption.setCipherType("256");
        encryption.setCipherMode("CTR");
        encryption.setPassword(PASSPHRASE);
        try (OutputStream out = Files.newOutputStream(identity())) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(identity, "test", encryption, out);
        }
    }

    private static KeyPair key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private void knownHost(String file, KeyPair key) throws IOException {
        Files.writeString(
                folder.resolve(file), "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n");
    }

    Path folder() {
        return folder;
    }

    /** An encrypted key that opens it. */
    Path identity() {
        return folder.resolve("id");
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
