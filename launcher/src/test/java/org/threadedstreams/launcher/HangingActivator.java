package org.threadedstreams.launcher;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Goes into a bundle whose stop never returns. */
public final class HangingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        // Only its stop is of interest.
    }

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
