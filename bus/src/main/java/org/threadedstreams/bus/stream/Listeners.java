package org.threadedstreams.bus.stream;

import io.netty.channel.EventLoop;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.HandlerHolder;
import io.vertx.core.impl.utils.ConcurrentCyclicSequence;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private final @Nullable Map<String, ConcurrentCyclicSequence<HandlerHolder<?>>> handlers;

    Listeners(EventBus bus) {
        handlers = bus.getClass() == EventBusImpl.class ? handlers(bus) : null;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Map<String, ConcurrentCyclicSequence<HandlerHolder<?>>> handlers(EventBus bus) {
        try {
            Field handlers = EventBusImpl.class.getDeclaredField("handlerMap");
            handlers.setAccessible(true);
            return (Map<String, ConcurrentCyclicSequence<HandlerHolder<?>>>) handlers.get(bus);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("this Vert.x does not tell who listens: every message is made, also where nobody does", e);
            return null;
        }
    }

    /** Whether there are any at that address, or may be. */
    boolean at(String address) {
        return handlers == null || handlers.containsKey(address);
    }

    /** The event loops that those at these addresses are called on; empty if that is not known. */
    Optional<Collection<EventLoop>> loops(String... addresses) {
        if (handlers == null) {
            return Optional.empty();
        }
        Set<EventLoop> loops = new HashSet<>();
        for (String address : addresses) {
            ConcurrentCyclicSequence<HandlerHolder<?>> there = handlers.get(address);
            if (there != null) {
                for (HandlerHolder<?> handler : there) {
                    // Others, such as workers, are called elsewhere.
                    if (handler.context.isEventLoopContext()) {
                        loops.add(handler.context.nettyEventLoop());
                    }
                }
            }
        }
        return Optional.of(loops);
    }
}
