package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenersTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void thereAreSomeFromTheRegistrationToItsEnd() throws Exception {
        Listeners listeners = new Listeners(vertx.eventBus());
        assertThat(listeners.at("somewhere")).isFalse();
        MessageConsumer<Object> consumer = vertx.eventBus().consumer("somewhere", message -> {});
        assertThat(listeners.at("somewhere")).isTrue();
        assertThat(listeners.at("elsewhere")).isFalse();
        consumer.unregister().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(listeners.at("somewhere")).isFalse();
    }

    @Test
    void ofAnotherKindOfBusNobodyKnows() {
        EventBus other = (EventBus) Proxy.newProxyInstance(
                EventBus.class.getClassLoader(), new Class<?>[] {EventBus.class}, (proxy, method, arguments) -> null);
        assertThat(new Listeners(other).at("somewhere")).isTrue();
    }
}
