package org.threadedstreams.launcher;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The folder that the distribution lies in. Immutable.
 *
 * @param folder absolute
 */
public record Distribution(Path folder) {

    private static final String PROPERTY = "tstreams.distribution";

    /** The one that this program was started from; {@code bin/tstreams} says which. */
    public static Distribution ofThisProgram() {
        String folder = System.getProperty(PROPERTY);
        if (folder == null) {
            throw new CommandFailure("the system property " + PROPERTY + " is not set; start with bin/tstreams");
        }
        return new Distribution(Path.of(folder).toAbsolutePath().normalize());
    }

    public Path bundles() {
        return folder.resolve("bundle");
    }

    /** The shipped transports. */
    public Path transports() {
        return folder.resolve("transports");
    }

    public Path conf() {
        return folder.resolve("conf");
    }

    /** The version of this program. */
    public static String version() {
        return Objects.requireNonNullElse(Distribution.class.getPackage().getImplementationVersion(), "unknown");
    }
}
