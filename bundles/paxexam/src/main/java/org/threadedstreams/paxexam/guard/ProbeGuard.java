package org.threadedstreams.paxexam.guard;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.ops4j.pax.exam.Constants;
import org.ops4j.pax.exam.ProbeInvoker;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Registers a {@link GuardedInvoker} for each test of a probe, Pax Exam's bundle with the tests, when that is about to start.
 * Pax Exam registers its own invokers once the probe is started, with a lower service ranking, so that it never finds one of
 * them before it finds the guarded one.
 *
 * <p>Safe for many threads.
 */
final class ProbeGuard implements SynchronousBundleListener {

    private static final int BEFORE_ALL_OTHERS = Integer.MAX_VALUE;

    private final BundleContext context;
    private final GatewayReadiness readiness;
    private final Map<Long, List<ServiceRegistration<ProbeInvoker>>> guarded = new HashMap<>();

    ProbeGuard(BundleContext context) {
        this.context = context;
        this.readiness = new GatewayReadiness(context);
    }

    @Override
    public synchronized void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        String tests = bundle.getHeaders().get(Constants.PROBE_EXECUTABLE);
        if (tests == null) {
            return;
        }
        if (event.getType() == BundleEvent.STARTING) {
            List<ServiceRegistration<ProbeInvoker>> invokers = new ArrayList<>();
            for (String signature : tests.split(",")) {
                invokers.add(register(signature.strip()));
            }
            guarded.put(bundle.getBundleId(), invokers);
        } else if (event.getType() == BundleEvent.STOPPED) {
            List<ServiceRegistration<ProbeInvoker>> invokers = guarded.remove(bundle.getBundleId());
            if (invokers != null) {
                invokers.forEach(ServiceRegistration::unregister);
            }
        }
    }

    private ServiceRegistration<ProbeInvoker> register(String signature) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(GuardedInvoker.SIGNATURE, signature);
        properties.put(GuardedInvoker.GUARDED, true);
        properties.put(org.osgi.framework.Constants.SERVICE_RANKING, BEFORE_ALL_OTHERS);
        return context.registerService(
                ProbeInvoker.class, new GuardedInvoker(context, signature, readiness), properties);
    }
}
