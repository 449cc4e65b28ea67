package org.threadedstreams.testkit.secrets;

/**
 * Secrets for tests, each of which can be recognised wherever it turns up: {@link SecretScan} ends the build with a search for
 * them. Every password, passphrase and token of a test is one of these. Stateless.
 */
public final class Planted {

    /** Stands in every planted secret, and nowhere else: what is not planted never looks like it. */
    public static final String MARKER = "q7VxZ2kWn9Tj4RbM";

    private Planted() {}

    /**
     * A secret.
     *
     * @param what sets it apart from others, such as {@code wrong password}
     */
    public static String secret(String what) {
        return MARKER + " " + what;
    }

    /** A secret without anything that a program may not take in a token or on a command line. */
    public static String word(String what) {
        return MARKER + what;
    }
}
