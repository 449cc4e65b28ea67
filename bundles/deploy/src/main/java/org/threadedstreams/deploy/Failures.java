package org.threadedstreams.deploy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Why bundles were not installed, or not started. The framework does not keep these exceptions.
 *
 * <p>Notified synchronously, so that the event of an installation cannot remove the failure of the start that follows it.
 *
 * <p>Safe for many threads.
 */
final class Failures implements FrameworkListener, SynchronousBundleListener, AutoCloseable {

    private final BundleContext context;
    private final Map<Long, Throwable> starts = new ConcurrentHashMap<>();
    private final Map<Path, Refusal> files = new ConcurrentHashMap<>();

    private record Refusal(String stamp, Throwable thrown) {}

    Failures(BundleContext context) {
        this.context = context;
        context.addFrameworkListener(this);
        context.addBundleListener(this);
    }

    @Override
    public void close() {
        context.removeBundleListener(this);
        context.removeFrameworkListener(this);
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR && event.getThrowable() instanceof BundleException failure) {
            notStarted(event.getBundle(), failure);
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        switch (event.getType()) {
            case BundleEvent.INSTALLED, BundleEvent.UPDATED, BundleEvent.UNINSTALLED -> {
                starts.remove(bundle.getBundleId());
                Locations.file(bundle.getLocation()).ifPresent(files::remove);
            }
            case BundleEvent.STARTED -> starts.remove(bundle.getBundleId());
            default -> {
                // Has nothing to do with a failure.
            }
        }
    }

    void notStarted(Bundle bundle, Throwable failure) {
        starts.put(bundle.getBundleId(), failure);
    }

    /** A file was not installed, or a bundle not updated from it. */
    void notInstalled(JarState jar, Throwable failure) {
        files.put(jar.file(), new Refusal(jar.stamp(), failure));
    }

    /** Why a bundle did not start, and the remedy. */
    Optional<String> ofStart(Bundle bundle) {
        return Optional.ofNullable(starts.get(bundle.getBundleId())).map(Causes::of);
    }

    /** Why it does not resolve although everything that it needs is there. */
    Optional<String> ofResolution(Bundle bundle) {
        return Optional.ofNullable(starts.get(bundle.getBundleId()))
                .map(failure -> Causes.ofResolution(String.valueOf(failure.getMessage())));
    }

    /** Why the file as it is was not installed, and the remedy. */
    Optional<String> ofFile(JarState jar) {
        return Optional.ofNullable(files.get(jar.file()))
                .filter(refusal -> refusal.stamp().equals(jar.stamp()))
                .map(Refusal::thrown)
                .filter(thrown -> !(thrown instanceof BundleException refused
                        && refused.getType() == BundleException.DUPLICATE_BUNDLE_ERROR))
                .map(thrown -> "is not installed: " + Causes.of(thrown));
    }
}
