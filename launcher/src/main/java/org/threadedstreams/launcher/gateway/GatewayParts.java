package org.threadedstreams.launcher.gateway;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.threadedstreams.api.gateway.GatewayPart;

/**
 * What the parts of the gateway say of themselves in their services' properties. Only constants are shared with the
 * bundles, never a class.
 *
 * <p>Safe for many threads.
 */
final class GatewayParts implements AllServiceListener {

    private static final String FILTER = "(" + GatewayPart.PART + "=*)";

    private final BundleContext context;
    private final Map<ServiceReference<?>, String> parts = new HashMap<>();
    private volatile Runnable changed = () -> {};

    GatewayParts(BundleContext context) {
        this.context = context;
    }

    /**
     * Starts to watch.
     *
     * @param whenChanged called after each change, on the thread that made it
     */
    void watch(Runnable whenChanged) {
        changed = whenChanged;
        try {
            context.addServiceListener(this, FILTER);
            ServiceReference<?>[] there = context.getAllServiceReferences(null, FILTER);
            if (there != null) {
                Arrays.stream(there).forEach(this::seen);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        if (event.getType() == ServiceEvent.UNREGISTERING) {
            synchronized (parts) {
                parts.remove(event.getServiceReference());
            }
        } else {
            seen(event.getServiceReference());
        }
        changed.run();
    }

    private void seen(ServiceReference<?> service) {
        if (service.getProperty(GatewayPart.PART) instanceof String part) {
            synchronized (parts) {
                parts.put(service, part);
            }
        }
    }

    /** Where the bridge listens. */
    Optional<String> bridgeAddress() {
        return property(GatewayPart.BRIDGE, GatewayPart.ADDRESS);
    }

    /** The page's URL. */
    Optional<String> pageUrl() {
        return property(GatewayPart.WEB, GatewayPart.ADDRESS);
    }

    /** Why a part cannot work. */
    Optional<String> failure() {
        synchronized (parts) {
            return parts.keySet().stream()
                    .map(service -> service.getProperty(GatewayPart.FAILURE))
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .findFirst();
        }
    }

    /** The streams that answer. */
    SortedSet<String> streams() {
        SortedSet<String> names = new TreeSet<>();
        synchronized (parts) {
            parts.forEach((service, part) -> {
                Object value = service.getProperty(GatewayPart.NAMES);
                if (part.equals(GatewayPart.STREAMS) && value instanceof String[] some) {
                    names.addAll(Arrays.asList(some));
                } else if (part.equals(GatewayPart.STREAMS) && value instanceof Collection<?> some) {
                    some.forEach(name -> names.add(String.valueOf(name)));
                }
            });
        }
        return names;
    }

    /** Whether the streams' part is there at all. */
    boolean hasStreams() {
        synchronized (parts) {
            return parts.containsValue(GatewayPart.STREAMS);
        }
    }

    private Optional<String> property(String part, String key) {
        synchronized (parts) {
            return parts.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(part))
                    .map(entry -> entry.getKey().getProperty(key))
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .findFirst();
        }
    }
}
