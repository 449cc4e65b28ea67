package org.threadedstreams.transport.ssh;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The private keys that are in use. To open an encrypted one takes a processor some 100 ms, and many streams may have the
 * same: it is opened once for those that open together, and kept no longer than one of them uses it.
 *
 * <p>Safe from any thread.
 */
final class Identities {

    private record Asked(Path file, FileTime changed, long bytes, String passphrase) {

        /** Without the passphrase. */
        @Override
        public String toString() {
            return file.toString();
        }
    }

    /** One key pair, opened by one thread at a time. */
    private static final class Slot {

        private WeakReference<KeyPair> pair = new WeakReference<>(null);

        synchronized KeyPair read(Asked asked) throws UnusableFileException {
            KeyPair there = pair.get();
            if (there == null) {
                there = Identity.read(asked.file(), asked.passphrase());
                pair = new WeakReference<>(there);
            }
            return there;
        }

        boolean isEmpty() {
            return pair.get() == null;
        }
    }

    private final Map<Asked, Slot> slots = new ConcurrentHashMap<>();

    /**
     * The key pair of a file as it is now. Waits while another thread opens it.
     *
     * @throws UnusableFileException with a message for the user, which has no secret
     */
    KeyPair read(Path file, String passphrase) throws UnusableFileException {
        Asked asked = asked(file, passphrase);
        if (asked == null) {
            return Identity.read(file, passphrase);
        }
        try {
            return slots.computeIfAbsent(asked, first -> new Slot()).read(asked);
        } finally {
            // Which may take one that is just being opened: then it is opened twice.
            slots.values().removeIf(Slot::isEmpty);
        }
    }

    /** Null for a file that cannot even be looked at; reading it says why. */
    private static @Nullable Asked asked(Path file, String passphrase) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Asked(file, now.lastModifiedTime(), now.size(), passphrase);
        } catch (IOException e) {
            return null;
        }
    }
}
