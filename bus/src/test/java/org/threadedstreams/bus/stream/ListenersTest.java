package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    void theLoopsAreThoseOfTheHandlersThereAreAtOneOfTheAddresses() throws Exception {
        Listeners listeners = new Listeners(vertx.eventBus());
        assertThat(listeners.loops("a", "b").orElseThrow()).isEmpty();
        List<EventLoop> loops = new ArrayList<>();
        for (String address : List.of("a", "a", "b", "elsewhere")) {
            ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
            CompletableFuture<Void> registered = new CompletableFuture<>();
            context.runOnContext(start -> vertx.eventBus()
                    .consumer(address, message -> {})
                    .completion()
                    .onComplete(done -> registered.complete(null)));
            registered.get(10, TimeUnit.SECONDS);
            loops.add(context.nettyEventLoop());
        }
        assertThat(listeners.loops("a", "b").orElseThrow())
                .containsExactlyInAnyOrderElementsOf(Set.copyOf(loops.subList(0, 3)));
    }

    @Test
    void ofAnotherKindOfBusNobodyKnows() {
        EventBus other = (EventBus) Proxy.newProxyInstance(
                EventBus.class.getClassLoader(), new Class<?>[] {EventBus.class}, (proxy, method, arguments) -> null);
        assertThat(new Listeners(other).at("somewhere")).isTrue();
        assertThat(new Listeners(other).loops("somewhere")).isEmpty();
    }
}
