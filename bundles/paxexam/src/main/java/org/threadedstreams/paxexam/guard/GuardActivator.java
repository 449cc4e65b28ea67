package org.threadedstreams.paxexam.guard;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Starts the guard with the bundle. The framework removes its listener and its services with the bundle. */
public final class GuardActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        context.addBundleListener(new ProbeGuard(context));
    }

    @Override
    public void stop(BundleContext context) {}
}
