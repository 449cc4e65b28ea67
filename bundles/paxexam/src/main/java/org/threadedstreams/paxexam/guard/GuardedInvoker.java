package org.threadedstreams.paxexam.guard;

import org.ops4j.pax.exam.ProbeInvoker;
import org.ops4j.pax.exam.TestContainerException;

/** Runs a test once the gateway is ready, or fails it with the reason why the gateway is not. Without state of its own. */
final class GuardedInvoker implements ProbeInvoker {

    private final ProbeInvoker invoker;
    private final GatewayReadiness readiness;

    GuardedInvoker(ProbeInvoker invoker, GatewayReadiness readiness) {
        this.invoker = invoker;
        this.readiness = readiness;
    }

    @Override
    public void call(Object... arguments) {
        String trouble = readiness.await();
        if (!trouble.isEmpty()) {
            throw new TestContainerException(trouble);
        }
        invoker.call(arguments);
    }
}
