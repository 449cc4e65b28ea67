package org.threadedstreams.deploy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Where bundles come from, and what they are called in a sentence.
 *
 * <p>Immutable.
 */
final class Locations {

    private static final String REFERENCE = "reference:";
    private static final String PRODUCT = "threadedstreams-";

    private final long self;
    private final List<Path> watched;
    private final List<Path> distribution;

    /**
     * @param self the id of this bundle, which is one of the gateway's own wherever it came from
     * @param watched the folders that FileInstall watches
     * @param distribution the folders with the gateway's own bundles
     */
    Locations(long self, List<Path> watched, List<Path> distribution) {
        this.self = self;
        this.watched = watched.stream().map(Locations::real).toList();
        this.distribution = distribution.stream().map(Locations::real).toList();
    }

    /** As the framework's properties have them. The folder of this bundle is one of the distribution's, too. */
    static Locations of(BundleContext context) {
        List<Path> watched = Arrays.stream(
                        property(context, "felix.fileinstall.dir").split(","))
                .map(String::strip)
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
        String distribution = property(context, "tstreams.distribution");
        List<Path> own = Arrays.asList(
                distribution.isEmpty() ? null : Path.of(distribution, "bundle"),
                file(context.getBundle().getLocation()).map(Path::getParent).orElse(null));
        return new Locations(
                context.getBundle().getBundleId(),
                watched,
                own.stream().filter(Objects::nonNull).toList());
    }

    private static String property(BundleContext context, String name) {
        return Objects.requireNonNullElse(context.getProperty(name), "");
    }

    List<Path> watched() {
        return watched;
    }

    /** Whether it is the framework, or from the folder of the bundles that the gateway consists of. */
    boolean isOwn(Bundle bundle) {
        return bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID
                || bundle.getBundleId() == self
                || within(bundle, distribution);
    }

    /** Whether it is of this project and no transport, also where a test has installed it from somewhere else. */
    boolean isProduct(Bundle bundle) {
        return !isDeployed(bundle)
                && Objects.requireNonNullElse(bundle.getSymbolicName(), "").startsWith(PRODUCT);
    }

    /** Whether FileInstall watches the folder that it came from. */
    boolean isDeployed(Bundle bundle) {
        return within(bundle, watched);
    }

    private static boolean within(Bundle bundle, List<Path> folders) {
        return file(bundle.getLocation())
                .map(Path::getParent)
                .map(Locations::real)
                .filter(folders::contains)
                .isPresent();
    }

    /** The folder and the name of a bundle's file, such as {@code deploy/a.jar}; for one without a file, its symbolic name. */
    static String name(Bundle bundle) {
        return file(bundle.getLocation())
                .map(Locations::name)
                .orElseGet(() ->
                        bundle.getSymbolicName() == null ? bundle.getLocation() : "bundle " + bundle.getSymbolicName());
    }

    /** The folder and the name of a file. */
    static String name(Path file) {
        int names = file.getNameCount();
        return names < 2 ? file.toString() : file.subpath(names - 2, names).toString();
    }

    /** The file at a bundle's location. */
    static Optional<Path> file(String location) {
        String url = location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location;
        if (!url.startsWith("file:")) {
            return Optional.empty();
        }
        String path = url.substring("file:".length());
        return parsed(() -> Path.of(URI.create(url))).or(() -> parsed(() -> Path.of(path)));
    }

    private static Optional<Path> parsed(Supplier<Path> parser) {
        try {
            return Optional.of(parser.get().toAbsolutePath().normalize());
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException notThere) {
            return folder.toAbsolutePath().normalize();
        }
    }
}
