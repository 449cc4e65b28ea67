package org.threadedstreams.launcher;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Goes into a bundle that does not start. */
public final class FailingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("no license file");
    }

    @Override
    public void stop(BundleContext context) {
        // It never started.
    }
}
