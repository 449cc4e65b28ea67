package org.threadedstreams.transport.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** Reads private key files: those of OpenSSH, and in PEM what the JDK can read. */
final class Identity {

    private Identity() {}

    /**
     * Reads a key pair. Takes some 100 ms for an encrypted one.
     *
     * @throws UnusableFileException with a message for the user, which has no secret
     */
    static KeyPair read(Path file, String passphrase) throws UnusableFileException {
        byte[] text = bytes(file);
        AtomicBoolean encrypted = new AtomicBoolean();
        FilePasswordProvider passphrases = (session, resource, attempt) -> {
            encrypted.set(true);
            return passphrase.isEmpty() ? null : passphrase;
        };
        Exception cause = null;
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), new ByteArrayInputStream(text), passphrases);
            if (pairs != null && pairs.iterator().hasNext()) {
                return pairs.iterator().next();
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            cause = e;
        }
        throw unusable(file, new String(text, ISO_8859_1), encrypted.get(), passphrase.isEmpty(), cause);
    }

    private static byte[] bytes(Path file) throws UnusableFileException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnusableFileException("identity " + file + " does not exist", "correct identity", e);
        } catch (AccessDeniedException e) {
            throw new UnusableFileException(
                    "identity " + file + " may not be read by the gateway's user",
                    "make it that user's, with chown, and nobody else's: chmod 600 " + file,
                    e);
        } catch (IOException e) {
            throw new UnusableFileException(
                    "identity " + file + " cannot be read: " + Reasons.of(e), "identity must be a file", e);
        }
    }

    // The cause is not put into words: it is about a secret.
    private static UnusableFileException unusable(
            Path file, String text, boolean encrypted, boolean noPassphrase, @Nullable Exception cause) {
        if (encrypted && noPassphrase) {
            return new UnusableFileException(
                    "identity " + file + " is encrypted, and identityPassphrase is not given",
                    "set identityPassphrase, as $[secret:NAME] or $[env:NAME]",
                    cause);
        }
        if (encrypted) {
            return new UnusableFileException(
                    "identity " + file + " is not opened by identityPassphrase",
                    "correct the secret that identityPassphrase names",
                    cause);
        }
        String start = text.strip();
        if (start.startsWith("ssh-") || start.startsWith("ecdsa-") || start.contains("PUBLIC KEY-")) {
            return new UnusableFileException(
                    "identity " + file + " is a public key",
                    "name the file of the private key, which is most often the same without .pub",
                    cause);
        }
        if (start.startsWith("PuTTY-User-Key-File")) {
            return new UnusableFileException(
                    "identity " + file + " is a key in PuTTY's format",
                    "convert it: puttygen " + file + " -O private-openssh -o NEW-FILE",
                    cause);
        }
        return new UnusableFileException(
                "identity " + file + " has no private key in a known format"
                        + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")"),
                start.contains("PRIVATE KEY-")
                        ? "convert it to OpenSSH's format, or set a new passphrase, which does so too: ssh-keygen -p -f "
                                + file
                        : "identity must be a file as ssh-keygen makes it",
                cause);
    }
}
