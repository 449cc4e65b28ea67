package org.threadedstreams.transport.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Reads private key files. */
final class Identity {

    private Identity() {}

    /**
     * Reads a key pair. Takes some 100 ms for an encrypted one.
     *
     * @throws IOException with a message for the user, which has no secret
     */
    static KeyPair read(Path file, String passphrase) throws IOException {
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("identity " + file + " does not exist", e);
        } catch (IOException e) {
            throw new IOException("identity " + file + " cannot be read: " + Reasons.of(e), e);
        }
        FilePasswordProvider passphrases = (session, resource, attempt) -> passphrase.isEmpty() ? null : passphrase;
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), new ByteArrayInputStream(text), passphrases);
            if (pairs != null && pairs.iterator().hasNext()) {
                return pairs.iterator().next();
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            String guess = passphrase.isEmpty()
                    ? "if it is encrypted, identityPassphrase must be given"
                    : "identityPassphrase may be wrong";
            throw new IOException("identity " + file + " cannot be used: " + guess + " (" + Reasons.of(e) + ")", e);
        }
        throw new IOException("identity " + file + " has no private key in a known format");
    }
}
