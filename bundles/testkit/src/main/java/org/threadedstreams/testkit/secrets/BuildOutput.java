package org.threadedstreams.testkit.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Searches all that a build's tests wrote. As a program: the checkout, then further files such as the build's own output;
 * it exits with 1 if it finds a secret.
 *
 * <p>Stateless.
 */
public final class BuildOutput {

    private static final int DEEPEST = 3;

    /** What a module's {@code target} has beside what its tests wrote: what was compiled and packed. */
    private static final Set<String> COMPILED = Set.of(
            "classes",
            "test-classes",
            "generated-sources",
            "generated-test-sources",
            "maven-archiver",
            "maven-status",
            "archive-tmp",
            "spotless-index");

    private BuildOutput() {}

    public static void main(String[] arguments) throws IOException {
        SecretScan scan = in(Path.of(arguments[0]));
        for (String file : List.of(arguments).subList(1, arguments.length)) {
            scan.file(Path.of(file));
        }
        scan.findings().forEach(System.out::println);
        System.out.println("searched " + scan.files() + " files that the build wrote for secrets: "
                + scan.findings().size() + " found");
        System.exit(scan.findings().isEmpty() && scan.files() > 0 ? 0 : 1);
    }

    /** Searches what the tests of all modules wrote. */
    public static SecretScan in(Path checkout) throws IOException {
        SecretScan scan = new SecretScan();
        try (Stream<Path> folders = Files.find(
                checkout,
                DEEPEST,
                (path, about) -> about.isDirectory()
                        && path.endsWith("target")
                        && Files.exists(path.resolveSibling("pom.xml")))) {
            for (Path target : folders.toList()) {
                search(scan, target);
            }
        }
        return scan;
    }

    private static void search(SecretScan scan, Path target) throws IOException {
        try (Stream<Path> entries = Files.list(target)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                boolean packed = name.matches(".*\\.(jar|zip|tar\\.gz)") || name.matches("tstreams-[^/]*");
                if (!packed && !COMPILED.contains(name)) {
                    scan.folder(entry, BuildOutput::mayHoldSecrets);
                }
            }
        }
    }

    /** The places, one by one, where a test puts a secret on purpose. */
    private static boolean mayHoldSecrets(Path file) {
        return isKeyOfSshServer(file) || isOfHome(file) || isLibrary(file);
    }

    /** A gateway's home has its secrets in {@code secrets/NAME}, and its bridge's token in {@code data/token}. */
    private static boolean isOfHome(Path file) {
        Path folder = file.getParent();
        return folder != null
                && (folder.endsWith("secrets") || file.endsWith("data/token"))
                && Files.exists(folder.resolveSibling("etc/bridge.cfg"));
    }

    /** The fault suite's own SSH servers have their keys beside their settings. */
    private static boolean isKeyOfSshServer(Path file) {
        return Set.of("id", "host").contains(file.getFileName().toString())
                && Files.exists(file.resolveSibling("sshd_config"));
    }

    /** The programs of a distribution that a test copied, and what the framework unpacked of them. */
    private static boolean isLibrary(Path file) {
        return file.getFileName().toString().endsWith(".jar");
    }
}
