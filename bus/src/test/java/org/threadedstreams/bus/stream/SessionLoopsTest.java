package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.bus.stream.SessionLoops.Place;

@Timeout(30)
class SessionLoopsTest {

    private final Vertx vertx = Vertx.vertx();
    private final SessionLoops loops = new SessionLoops(vertx);
    private final StreamLoop own = StreamLoop.next(vertx);
    private final EventLoop one =
            ((VertxInternal) vertx).createEventLoopContext().nettyEventLoop();
    private final EventLoop other =
            ((VertxInternal) vertx).createEventLoopContext().nettyEventLoop();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static EventLoop loopOf(Place place) {
        return place.loop()
                .with(() -> Objects.requireNonNull(ContextInternal.current()).nettyEventLoop());
    }

    @Test
    void aSessionIsWhereItsConsumersAreIfThatIsOnePlace() {
        assertThat(loopOf(loops.take(own, List.of(one)))).isSameAs(one);
        assertThat(loops.take(own, List.of(one, other)).loop()).isSameAs(own);
        assertThat(loops.take(own, List.of()).loop()).isSameAs(own);
    }

    @Test
    void aLoopTakesAFewAndAgainOnceOneIsOver() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < SessionLoops.MOST; i++) {
            places.add(loops.take(own, List.of(one)));
        }
        assertThat(loops.take(own, List.of(one)).loop()).isSameAs(own);
        assertThat(loopOf(loops.take(own, List.of(other)))).isSameAs(other);
        places.get(0).close();
        places.get(0).close();
        assertThat(loopOf(loops.take(own, List.of(one)))).isSameAs(one);
        assertThat(loops.take(own, List.of(one)).loop()).isSameAs(own);
    }
}
