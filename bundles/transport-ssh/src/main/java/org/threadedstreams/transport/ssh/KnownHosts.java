package org.threadedstreams.transport.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.threadedstreams.transport.ssh.KnownHostsLine.Marker;

/**
 * A file of known hosts in OpenSSH's format: plain, hashed and wildcard names, {@code [host]:port}, {@code @revoked}. Host
 * certificates are not used: of {@code @cert-authority} it is only known that there is one.
 *
 * <p>Reads the file at each call; safe from any thread.
 */
final class KnownHosts {

    /** A key that the file has for a host, and where it stands. */
    record Entry(int line, Marker marker, HostKey key) {

        boolean isHostsOwn() {
            return marker == Marker.NONE;
        }

        boolean isRevoked() {
            return marker == Marker.REVOKED;
        }

        boolean isAuthority() {
            return marker == Marker.CERT_AUTHORITY;
        }
    }

    private static final Object APPENDING = new Object();

    private final Path file;

    KnownHosts(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /**
     * What the file says of a host.
     *
     * @param name the host, as {@code [host]:port} unless the port is 22
     */
    List<Entry> entries(String name) throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        List<Entry> found = new ArrayList<>();
        List<String> lines = new String(Files.readAllBytes(file), UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            KnownHostsLine.parse(lines.get(i))
                    .filter(line -> line.names(name))
                    .ifPresent(line -> found.add(new Entry(number, line.marker(), line.key())));
        }
        return found;
    }

    /** Adds a key, unless the file knows the host by now. A file or folder that has to be made is the user's alone. */
    void remember(String name, HostKey key) throws IOException {
        synchronized (APPENDING) {
            if (entries(name).stream().anyMatch(Entry::isHostsOwn)) {
                return;
            }
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && Files.notExists(folder)) {
                Files.createDirectories(folder, onlyForTheUser(folder, "rwx------"));
            }
            String line = (endsInsideALine() ? "\n" : "") + name + " " + key.line() + "\n";
            Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            try (FileChannel channel = FileChannel.open(file, options, onlyForTheUser(file, "rw-------"))) {
                ByteBuffer bytes = UTF_8.encode(line);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }
    }

    private boolean endsInsideALine() throws IOException {
        byte[] text = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        return text.length > 0 && text[text.length - 1] != '\n';
    }

    private static FileAttribute<?>[] onlyForTheUser(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
