package org.threadedstreams.testkit.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A gateway's home folder, as a person would fill it. Every file is replaced by rename, so a running gateway never
 * reads half of one.
 *
 * @param folder absolute
 */
record HomeFolder(Path folder) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]*");

    /** A new folder, alone in a new temporary folder, with a configuration that takes any free ports. */
    static HomeFolder create() throws IOException {
        HomeFolder home = new HomeFolder(
                Files.createTempDirectory("tstreams-test-").toRealPath().resolve("home"));
        for (String sub : List.of("etc", "deploy", "secrets")) {
            Files.createDirectories(home.folder.resolve(sub));
        }
        home.file("etc/bridge.cfg", "port = 0\n");
        home.file("etc/web.cfg", "port = 0\n");
        return home;
    }

    /** The folder that {@link #create} made for this home and what belongs to it. */
    Path parent() {
        return folder.resolveSibling(".").normalize();
    }

    /** @param path relative to the home, such as {@code etc/journal.cfg} */
    void file(String path, String text) throws IOException {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IllegalArgumentException(
                    "the file " + path + " is not in the gateway's home; name it relative to that, as etc/journal.cfg");
        }
        Files.createDirectories(file.resolveSibling("."));
        // The gateway's folder watcher ignores a name that ends like this.
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(written, text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void stream(String name, String... lines) throws IOException {
        file(streamFile(name), text(lines));
    }

    /** Whether the stream's file has exactly these lines. */
    boolean hasStream(String name, String... lines) throws IOException {
        Path file = folder.resolve(streamFile(name));
        return Files.exists(file) && Files.readString(file).equals(text(lines));
    }

    boolean removeStream(String name) throws IOException {
        return Files.deleteIfExists(folder.resolve(streamFile(name)));
    }

    void secret(String name, String value) throws IOException {
        file("secrets/" + checked("secret", name), value);
    }

    void deploy(Path jar) throws IOException {
        Path target = folder.resolve("deploy").resolve(jar.getFileName());
        Path written = target.resolveSibling(target.getFileName() + ".new");
        Files.copy(jar, written, StandardCopyOption.REPLACE_EXISTING);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String streamFile(String name) {
        return "etc/stream-" + checked("stream", name) + ".cfg";
    }

    private static String text(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    private static String checked(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the " + what + " name \"" + name + "\" is not allowed; use letters, digits and . _ -");
        }
        return name;
    }
}
