package org.threadedstreams.bus.stream;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.lang.reflect.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether anyone would get what is published, so that nothing is made for nobody. Vert.x 5 has no question for that: its
 * metrics hear of a consumer only after its registration has completed, and what is published between the two would be
 * missing. So this looks where publishing itself looks. An event bus of another kind, such as a clustered one, always has listeners.
 *
 * <p>Safe for many threads.
 */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final @Nullable Map<?, ?> handlers;

    Listeners(EventBus bus) {
        handlers = bus.getClass() == EventBusImpl.class ? handlers(bus) : null;
    }

    private static @Nullable Map<?, ?> handlers(EventBus bus) {
        try {
            Field handlers = EventBusImpl.class.getDeclaredField("handlerMap");
            handlers.setAccessible(true);
            return (Map<?, ?>) handlers.get(bus);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("this Vert.x does not tell who listens: every message is made, also where nobody does", e);
            return null;
        }
    }

    /** Whether there are any at that address, or may be. */
    boolean at(String address) {
        return handlers == null || handlers.containsKey(address);
    }
}
