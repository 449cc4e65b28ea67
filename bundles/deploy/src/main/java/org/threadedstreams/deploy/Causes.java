package org.threadedstreams.deploy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleException;

/** Puts the exceptions of class loading and starting into words. Stateless. */
final class Causes {

    private static final Pattern CLASS_VERSION = Pattern.compile("class file version (\\d+)");
    private static final Pattern CONFLICT =
            Pattern.compile("exposed to package '([^']+)' from resources (\\S+) .*? and (\\S+) \\[");
    private static final int JAVA_1 = 44;
    private static final List<String> FRAMEWORK = List.of("java.", "jdk.", "org.apache.felix.", "org.osgi.");

    private Causes() {}

    static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /** The cause and the remedy, as the end of a sentence. */
    static String of(Throwable thrown) {
        Throwable root = root(thrown);
        if (root instanceof UnsupportedClassVersionError) {
            Matcher version = CLASS_VERSION.matcher(String.valueOf(root.getMessage()));
            String needed = version.find() ? "Java " + (Integer.parseInt(version.group(1)) - JAVA_1) : "a newer Java";
            return String.format(
                    Locale.ROOT,
                    "it was compiled for %s and this is Java %d; compile it for %d (javac --release %2$d), or run the gateway on a newer one",
                    needed,
                    Runtime.version().feature(),
                    Runtime.version().feature());
        }
        if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
            return "the class " + String.valueOf(root.getMessage()).replace('/', '.')
                    + " is neither in it nor in a package that it imports; rebuild it with bnd, which writes the imports";
        }
        String what = root instanceof BundleException ? String.valueOf(root.getMessage()) : root + place(root);
        return what + "; correct it and put it into deploy/ again";
    }

    /** By the framework's words for why a bundle does not resolve although everything that it needs is there. */
    static String ofResolution(String message) {
        Matcher conflict = CONFLICT.matcher(message);
        return conflict.find()
                ? "it gets the package " + conflict.group(1) + " from two bundles, " + conflict.group(2) + " and "
                        + conflict.group(3) + "; let it import, with all that it uses, from one, or remove the other"
                : message;
    }

    /** The bundle's own line that it was thrown at, or that called what threw it. */
    private static String place(Throwable root) {
        return Arrays.stream(root.getStackTrace())
                .filter(frame -> FRAMEWORK.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
    }
}
