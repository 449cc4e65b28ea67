package org.threadedstreams.launcher.gateway;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SortedSet;
import java.util.TreeSet;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.launcher.CommandFailure;

/**
 * A gateway's home folder. Immutable.
 *
 * @param folder absolute
 */
public record Home(Path folder) {

    private static final String STREAM_PREFIX = "stream-";
    private static final String STREAM_SUFFIX = ".cfg";

    public Path etc() {
        return folder.resolve("etc");
    }

    public Path deploy() {
        return folder.resolve("deploy");
    }

    public Path secrets() {
        return folder.resolve("secrets");
    }

    public Path data() {
        return folder.resolve("data");
    }

    /** For files that libraries unpack, such as native code: nobody else may put anything there before them. */
    public Path tmp() {
        return data().resolve("tmp");
    }

    /** The log of the gateway. */
    public Path log() {
        return data().resolve("log").resolve("gateway.log");
    }

    /** Makes the folders that are missing; {@code secrets/} and {@code data/} for their owner alone. */
    public void create() {
        // FileInstall splits its list of folders at commas.
        if (folder.toString().indexOf(',') >= 0) {
            throw new CommandFailure("the home folder " + folder + " has a comma in its path; choose another --home");
        }
        try {
            Files.createDirectories(etc());
            Files.createDirectories(deploy());
            createPrivate(secrets());
            createPrivate(data());
            createPrivate(tmp());
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot make the home folder " + folder + ": " + reason(e) + "; choose another with --home", e);
        }
    }

    private static void createPrivate(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** The names of the streams that have a file in {@code etc/} now. */
    public SortedSet<String> configuredStreams() {
        SortedSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(etc(), STREAM_PREFIX + "*" + STREAM_SUFFIX)) {
            for (Path file : files) {
                String fileName = file.getFileName().toString();
                String name = fileName.substring(STREAM_PREFIX.length(), fileName.length() - STREAM_SUFFIX.length());
                if (Addresses.validName(name)) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + etc() + ": " + reason(e), e);
        }
        return names;
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage());
    }
}
