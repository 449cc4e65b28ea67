package org.threadedstreams.paxexam.guard;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;

/** Starts the guard with the bundle. The framework removes its listener and its services with the bundle. */
public final class GuardActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) throws InvalidSyntaxException {
        context.addServiceListener(new InvokerGuard(context), InvokerGuard.FILTER);
    }

    @Override
    public void stop(BundleContext context) {}
}
