package org.threadedstreams.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.threadedstreams.client.vertx.VertxStreams;

/** Over the event bus. */
class VertxStreamsTest extends StreamsContract {

    @Override
    Streams open() {
        return VertxStreams.on(gateway.vertx.eventBus());
    }

    @Test
    void anEventLoopIsNotWaitedOn() {
        assertThatThrownBy(() -> gateway.vertx
                        .getOrCreateContext()
                        .executeBlocking(() -> "warm")
                        .compose(warm -> io.vertx.core.Future.<Object>future(promise -> gateway.vertx
                                .getOrCreateContext()
                                .runOnContext(come -> {
                                    try {
                                        promise.complete(handle.readUntil("x", SOON));
                                    } catch (Exception e) {
                                        promise.fail(e);
                                    }
                                })))
                        .await(20, TimeUnit.SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("event loop");
    }

    @Test
    void aBusWithoutAGatewayIsToldAsSuch() throws Exception {
        Vertx lonely = Vertx.vertx();
        try (Streams nobody = VertxStreams.on(lonely.eventBus())) {
            assertThatThrownBy(() -> nobody.attach("console")).hasMessageContaining("no gateway answers on this bus");
        } finally {
            lonely.close().await(10, TimeUnit.SECONDS);
        }
        assertThat(handle.ready()).isZero();
    }
}
