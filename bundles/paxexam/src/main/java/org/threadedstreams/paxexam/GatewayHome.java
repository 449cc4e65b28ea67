package org.threadedstreams.paxexam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * The home folder of a test's gateway.
 *
 * @param folder absolute
 */
record GatewayHome(Path folder) {

    private static final String ANY_FREE_PORT = "port = 0\n";

    /** A new folder, where a build keeps what it makes. */
    static GatewayHome fresh() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        return at(
                Files.isDirectory(target)
                        ? Files.createTempDirectory(target, "gateway-")
                        : Files.createTempDirectory("gateway-"));
    }

    static GatewayHome at(Path folder) {
        return new GatewayHome(folder.toAbsolutePath().normalize());
    }

    /** Relative to the home folder. */
    static String streamFile(String name) {
        return "etc/stream-" + name + ".cfg";
    }

    void fill(Map<String, String> files, List<Path> bundles) throws IOException {
        for (String name : List.of("etc", "deploy", "secrets", "data")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.setPosixFilePermissions(folder.resolve("secrets"), PosixFilePermissions.fromString("rwx------"));
        for (String server : List.of("etc/bridge.cfg", "etc/web.cfg")) {
            if (Files.notExists(folder.resolve(server))) {
                Files.writeString(folder.resolve(server), ANY_FREE_PORT);
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        for (Path bundle : bundles) {
            if (Files.notExists(bundle)) {
                throw new NoSuchFileException(bundle + ", which is to be deployed, does not exist; build the jar"
                        + " before this test runs (a test whose name ends in IT runs after package)");
            }
            Files.copy(
                    bundle,
                    folder.resolve("deploy").resolve(bundle.getFileName()),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
