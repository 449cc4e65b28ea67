package org.threadedstreams.itests.support;

import java.util.Arrays;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;

/** What is deployed. Stateless. */
public final class Bundles {

    private Bundles() {}

    private static Optional<Bundle> find(String symbolicName) {
        Bundle[] all = FrameworkUtil.getBundle(Bundles.class).getBundleContext().getBundles();
        return Arrays.stream(all)
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    public static String version(String symbolicName) {
        return find(symbolicName).orElseThrow().getVersion().toString();
    }

    /** When it was last installed or updated, in milliseconds. */
    public static long lastModified(String symbolicName) {
        return find(symbolicName).orElseThrow().getLastModified();
    }

    /** Updates it from where it came, and waits until it is stopped and started again. */
    public static void update(String symbolicName) throws BundleException {
        find(symbolicName).orElseThrow().update();
    }

    public static void awaitActive(String symbolicName) {
        Awaitility.await()
                .atMost(Deadlines.SHORT)
                .until(() -> find(symbolicName)
                        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                        .isPresent());
    }

    public static void awaitGone(String symbolicName) {
        Awaitility.await()
                .atMost(Deadlines.SHORT)
                .until(() -> find(symbolicName).isEmpty());
    }
}
