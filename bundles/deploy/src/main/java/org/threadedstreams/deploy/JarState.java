package org.threadedstreams.deploy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * What a file in a watched folder is.
 *
 * @param stamp changes with the file's time and length
 * @param symbolicName without directives; empty if there is a fault
 * @param version as the framework writes it; empty if there is a fault
 * @param fault why it is no bundle, and the remedy, as the end of a sentence that begins with its name; empty if it is one
 */
record JarState(Path file, String stamp, String symbolicName, String version, String fault) {

    private static final String COPY =
            "; copy it under another name, such as %s.part, and rename it when it is complete";
    private static final String BUILD =
            "; build it with bnd (bnd-maven-plugin), or put it into the bundle that needs it";

    /** The state of a file; the one from before if the file has not changed since. */
    static JarState of(Path file, @Nullable JarState before) {
        String stamp;
        try {
            stamp = Files.getLastModifiedTime(file).toMillis() + "/" + Files.size(file);
        } catch (IOException e) {
            return fault(file, "", "cannot be read: " + e + "; correct its permissions");
        }
        return before != null && before.stamp.equals(stamp) ? before : read(file, stamp);
    }

    private static JarState read(Path file, String stamp) {
        if (!Files.isReadable(file)) {
            return fault(file, stamp, "cannot be read by the gateway's user; correct its permissions");
        }
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                String what = jar.size() == 0 ? "it is an empty archive" : "it has no META-INF/MANIFEST.MF";
                return fault(file, stamp, "is no bundle: " + what + BUILD);
            }
            return of(file, stamp, manifest.getMainAttributes());
        } catch (IOException | SecurityException e) {
            String why = Files.exists(file) && stamp.endsWith("/0") ? "it is empty" : String.valueOf(e.getMessage());
            return fault(
                    file, stamp, "is not complete or not a jar (" + why + ")" + COPY.formatted(file.getFileName()));
        }
    }

    private static JarState of(Path file, String stamp, Attributes headers) throws IOException {
        String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null) {
            return fault(file, stamp, "is no bundle: its manifest has no Bundle-SymbolicName" + BUILD);
        }
        if (!manifestIsFirst(file)) {
            return fault(
                    file,
                    stamp,
                    "is not used: META-INF/MANIFEST.MF is not the first file in it; make it with Maven or the JDK's jar"
                            + " tool, not with zip");
        }
        String version = headers.getValue(Constants.BUNDLE_VERSION);
        try {
            return new JarState(
                    file,
                    stamp,
                    name.split(";", 2)[0].strip(),
                    Version.parseVersion(version).toString(),
                    "");
        } catch (IllegalArgumentException e) {
            return fault(
                    file,
                    stamp,
                    "is not used: its Bundle-Version " + version
                            + " is not one, such as 1.2.3 or 1.2.3.SNAPSHOT; correct it, or build it with bnd");
        }
    }

    /** FileInstall reads it as a stream, and finds no manifest elsewhere. */
    private static boolean manifestIsFirst(Path file) throws IOException {
        try (JarInputStream jar = new JarInputStream(new BufferedInputStream(Files.newInputStream(file)), false)) {
            return jar.getManifest() != null;
        }
    }

    private static JarState fault(Path file, String stamp, String fault) {
        return new JarState(file, stamp, "", "", fault);
    }

    /** Whether a bundle has its name and version, wherever it came from. */
    boolean isOf(Bundle bundle) {
        return symbolicName.equals(bundle.getSymbolicName())
                && version.equals(bundle.getVersion().toString());
    }

    String name() {
        return Locations.name(file);
    }

    /** As a {@link Trouble} names it. */
    String subject() {
        return file + "@" + stamp;
    }
}
