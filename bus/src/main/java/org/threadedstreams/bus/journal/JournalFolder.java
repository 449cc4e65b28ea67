package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of one stream's journal: for its owner's eyes only.
 *
 * <p>One thread at a time.
 */
final class JournalFolder {

    private static final boolean POSIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    private final Path path;
    private final OpenFiles open;

    JournalFolder(Path path, OpenFiles open) {
        this.path = path;
        this.open = open;
    }

    Path path() {
        return path;
    }

    JournalFile file(String name) {
        return new JournalFile(open, path, name);
    }

    /** Fails where something else is in its place. */
    boolean exists() throws IOException {
        if (Files.isDirectory(path)) {
            return true;
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(path.toString());
        }
        return false;
    }

    void create() throws IOException {
        if (!exists()) {
            FileAttribute<?>[] mode = POSIX
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];
            Files.createDirectories(path, mode);
        }
    }

    /** Puts a small file in place as a whole. */
    void replace(String name, byte[] text, boolean force) throws IOException {
        Path made = path.resolve(name + ".new");
        Files.write(made, text);
        if (force) {
            try (FileChannel file = FileChannel.open(made, StandardOpenOption.WRITE)) {
                file.force(true);
            }
        }
        Files.move(made, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        if (force) {
            force();
        }
    }

    /** What is no UTF-8 in it is replaced. */
    String text(String name) throws IOException {
        return new String(Files.readAllBytes(path.resolve(name)), StandardCharsets.UTF_8);
    }

    /** The names of new files survive a power cut. Where a folder cannot be opened, the file system sees to it. */
    void force() throws IOException {
        if (POSIX) {
            try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }
}
