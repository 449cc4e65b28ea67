package org.threadedstreams.paxexam.guard;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.ops4j.pax.exam.ProbeInvoker;
import org.ops4j.pax.exam.TestContainerException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Runs a test once the gateway is ready, or fails it with the reason why the gateway is not. Without state of its own. */
final class GuardedInvoker implements ProbeInvoker {

    /** A service property of Pax Exam: which test an invoker runs. */
    static final String SIGNATURE = "Probe-Signature";

    /** A service property: tells this from Pax Exam's own invoker. */
    static final String GUARDED = "threadedstreams.guarded";

    private static final long LIMIT_SECONDS = 60;
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final BundleContext context;
    private final String signature;
    private final GatewayReadiness readiness;

    GuardedInvoker(BundleContext context, String signature, GatewayReadiness readiness) {
        this.context = context;
        this.signature = signature;
        this.readiness = readiness;
    }

    @Override
    public void call(Object... arguments) {
        String trouble = readiness.await();
        if (!trouble.isEmpty()) {
            throw new TestContainerException(trouble);
        }
        original().call(arguments);
    }

    /** Pax Exam's own invoker, which it registers soon after the probe has started. */
    private ProbeInvoker original() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        try {
            while (System.nanoTime() < deadline) {
                Collection<ServiceReference<ProbeInvoker>> found = context.getServiceReferences(
                        ProbeInvoker.class, "(&(" + SIGNATURE + "=" + signature + ")(!(" + GUARDED + "=*)))");
                for (ServiceReference<ProbeInvoker> reference : found) {
                    ProbeInvoker invoker = context.getService(reference);
                    if (invoker != null) {
                        return invoker;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new TestContainerException("Pax Exam has not started the tests within " + LIMIT_SECONDS + " s");
    }
}
