package org.threadedstreams.testkit.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the distribution that tests run. Safe from any thread.
 *
 * <p>It is the folder that the system property {@value #PROPERTY} names; else the archive {@value #RESOURCE} on the
 * class path, which the artifact {@code org.threadedstreams:threadedstreams-distribution} contains.
 */
public final class Distribution {

    /** Names the folder of an unpacked distribution, the one that contains {@code bin/tstreams}. */
    public static final String PROPERTY = "tstreams.distribution";

    /** A zip archive with one folder at its top. */
    public static final String RESOURCE = "threadedstreams-distribution.zip";

    private static @Nullable Path unpacked;

    private Distribution() {}

    /**
     * The folder of the distribution; do not change anything in it. An archive is unpacked on the first call, into a
     * temporary folder that is deleted when this JVM exits; later calls return the same folder.
     *
     * @throws IllegalStateException if there is neither property nor archive, or what they name is no distribution
     */
    public static Path folder() {
        String configured = System.getProperty(PROPERTY);
        return configured == null ? unpackedFolder() : checked(configured);
    }

    private static Path checked(String configured) {
        Path folder = Path.of(configured).toAbsolutePath().normalize();
        if (!Files.isRegularFile(folder.resolve("bin/tstreams"))) {
            throw new IllegalStateException("the system property " + PROPERTY + " is " + configured
                    + ", which has no bin/tstreams; set it to the folder of an unpacked distribution, or remove it and"
                    + " use the dependency org.threadedstreams:threadedstreams-distribution");
        }
        return folder;
    }

    private static synchronized Path unpackedFolder() {
        Path folder = unpacked;
        if (folder == null) {
            folder = unpack();
            unpacked = folder;
        }
        return folder;
    }

    private static Path unpack() {
        try (InputStream archive = resource()) {
            if (archive == null) {
                throw new IllegalStateException(
                        "there is no distribution of Threaded Streams to run; add the dependency"
                                + " org.threadedstreams:threadedstreams-distribution with scope test and this version of"
                                + " threadedstreams-testkit, or set the system property " + PROPERTY
                                + " to the folder of an unpacked distribution");
            }
            Path parent = Files.createTempDirectory("tstreams-distribution-");
            Folders.deleteAtExit(parent);
            return DistributionArchive.unpack(archive, parent);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the archive " + RESOURCE + " on the class path cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static @Nullable InputStream resource() {
        return Stream.of(Thread.currentThread().getContextClassLoader(), Distribution.class.getClassLoader())
                .flatMap(Stream::ofNullable)
                .map(loader -> loader.getResourceAsStream(RESOURCE))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElse(null);
    }
}
