package org.threadedstreams.bridge.conversation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.bus.Addresses;

/**
 * The secret that a client shows. Immutable; whoever can read the gateway's {@code data/token} may use its bus.
 */
public final class Token {

    private static final Logger log = LoggerFactory.getLogger(Token.class);
    private static final int RANDOM_BYTES = 32;
    private static final String SCHEME = "Bearer ";
    private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7e]+");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final byte[] secret;

    private Token(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The token in that file, made first if it is missing. Blocks on the file; of several callers one makes it.
     *
     * @throws IOException if it can be neither read nor made, or holds no token
     */
    public static synchronized Token in(Path file) throws IOException {
        if (Files.notExists(file)) {
            create(file);
        } else if (posix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            log.warn(
                    "{} was open to others; its mode is now 0600. Delete it to get a new token at the next start",
                    file);
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        String secret = Files.readString(file).strip();
        if (!USABLE.matcher(secret).matches()) {
            throw new IOException(file + " holds no token: delete it, and the next start makes one");
        }
        return new Token(secret);
    }

    /** Whether an {@code authorization} header shows this token. Takes the same time wherever the two differ. */
    boolean shownBy(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        secret, authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }

    /** A file that exists under its name is whole, and was never open to others. */
    private static void create(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        FileAttribute<?>[] mode = posix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        Path fresh = Files.createTempFile(folder, "token", ".tmp", mode);
        try {
            Files.writeString(fresh, Addresses.base64(random));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
