package org.threadedstreams.benchmarks.bare;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code PORT CONSUMERS}: what Vert.x's NetClient reads goes to consumers on the event bus, by a codec that copies nothing. */
public final class VertxFanOut implements Worker {

    private static final String ADDRESS = "chunks";
    private static final int LIMIT_SECONDS = 120;

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();

    public VertxFanOut() {
        vertx.eventBus().registerCodec(new UncopiedCodec());
    }

    @Override
    public String run(List<String> words) throws Exception {
        int number = Integer.parseInt(words.get(1));
        CompletableFuture<String> answer = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(number);
        List<MessageConsumer<Buffer>> consumers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            consumers.add(vertx.eventBus().consumer(ADDRESS, message -> {
                if (message.body().length() == 0 && left.decrementAndGet() == 0) {
                    answer.complete("end=" + System.nanoTime());
                }
            }));
        }
        Connecting.connect(vertx, client, Integer.parseInt(words.get(0)), this::publish, answer);
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } finally {
            consumers.forEach(MessageConsumer::unregister);
        }
    }

    /** An empty buffer is the end. */
    private void publish(NetSocket socket) {
        DeliveryOptions options = new DeliveryOptions().setCodecName(UncopiedCodec.NAME);
        socket.handler(buffer -> vertx.eventBus().publish(ADDRESS, buffer, options));
        socket.endHandler(end -> vertx.eventBus().publish(ADDRESS, Buffer.buffer(), options));
    }
}
