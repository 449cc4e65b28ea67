package org.threadedstreams.bus.stream;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.MessageImpl;

/**
 * A published message whose headers all consumers share, where Vert.x would copy them for each; and whose body goes through its
 * codec for each.
 */
final class SharedMessage<T> extends MessageImpl<T, T> {

    /** @param headers that nobody can modify */
    SharedMessage(EventBusImpl bus, String address, MultiMap headers, T body, MessageCodec<T, T> codec) {
        super(address, headers, body, codec, false, bus);
    }

    private SharedMessage(SharedMessage<T> published) {
        this(published.bus, published.address, published.headers, published.sentBody, published.messageCodec);
        trace = published.trace;
    }

    @Override
    public MessageImpl<T, T> copyBeforeReceive() {
        return new SharedMessage<>(this);
    }
}
