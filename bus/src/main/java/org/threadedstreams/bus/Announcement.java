package org.threadedstreams.bus;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.threadedstreams.api.gateway.GatewayPart;

/**
 * The service whose properties say which streams answer on their addresses. Everybody who listens is told all names again:
 * those that come together, as at a start, are announced together.
 *
 * <p>Safe for many threads.
 */
final class Announcement {

    private final Executor executor;
    private final SortedSet<String> answering = new ConcurrentSkipListSet<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final ServiceRegistration<GatewayPart> part;
    private volatile boolean over;

    /** @param executor where listeners are told */
    Announcement(BundleContext context, Executor executor) {
        this.executor = executor;
        this.part = context.registerService(GatewayPart.class, new GatewayPart() {}, properties());
    }

    void add(String name) {
        answering.add(name);
        // One that never had its journal settles when it is stopped, and by then nothing may be executed any more.
        if (!over && due.compareAndSet(false, true)) {
            executor.execute(this::announce);
        }
    }

    private synchronized void announce() {
        due.set(false);
        if (!over) {
            part.setProperties(properties());
        }
    }

    private Dictionary<String, Object> properties() {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(GatewayPart.PART, GatewayPart.STREAMS);
        properties.put(GatewayPart.NAMES, answering.toArray(String[]::new));
        return properties;
    }

    synchronized void end() {
        over = true;
        part.unregister();
    }
}
