package org.threadedstreams.paxexam.guard;

import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import org.ops4j.pax.exam.ProbeInvoker;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * Registers a {@link GuardedInvoker} beside each invoker that Pax Exam registers for the tests. Pax Exam takes the one with the
 * higher service ranking. The framework calls this before the registration of the original returns, and Pax Exam looks for an
 * invoker after it, so that it never sees the original alone.
 *
 * <p>Safe for many threads.
 */
final class InvokerGuard implements ServiceListener {

    private static final String GUARDED = "threadedstreams.guarded";
    private static final String SIGNATURE = "Probe-Signature";

    /** The invokers of Pax Exam. */
    static final String FILTER =
            "(&(" + Constants.OBJECTCLASS + "=" + ProbeInvoker.class.getName() + ")(!(" + GUARDED + "=*)))";

    private final BundleContext context;
    private final GatewayReadiness readiness;
    private final Map<ServiceReference<?>, ServiceRegistration<ProbeInvoker>> guarded = new HashMap<>();

    InvokerGuard(BundleContext context) {
        this.context = context;
        this.readiness = new GatewayReadiness(context);
    }

    @Override
    public synchronized void serviceChanged(ServiceEvent event) {
        ServiceReference<?> original = event.getServiceReference();
        if (event.getType() == ServiceEvent.REGISTERED
                && context.getService(original) instanceof ProbeInvoker invoker) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(SIGNATURE, original.getProperty(SIGNATURE));
            properties.put(GUARDED, true);
            properties.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
            guarded.put(
                    original,
                    context.registerService(ProbeInvoker.class, new GuardedInvoker(invoker, readiness), properties));
        } else if (event.getType() == ServiceEvent.UNREGISTERING) {
            ServiceRegistration<ProbeInvoker> registration = guarded.remove(original);
            if (registration != null) {
                registration.unregister();
            }
        }
    }
}
