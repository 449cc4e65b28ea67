package org.threadedstreams.benchmarks.bare;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** {@code PORT BYTES}: what a NetClient reads is published, while the one consumer is paused; then it resumes. */
public final class VertxFrozen implements Worker {

    private static final String ADDRESS = "chunks";
    private static final int LIMIT_SECONDS = 120;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();

    public VertxFrozen() {
        vertx.eventBus().registerCodec(new UncopiedCodec());
    }

    @Override
    public String run(List<String> words) throws Exception {
        AtomicLong got = new AtomicLong();
        MessageConsumer<Buffer> consumer = vertx.eventBus()
                .consumer(ADDRESS, message -> got.addAndGet(message.body().length()));
        consumer.pause();
        long before = Heap.used();
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Connecting.connect(vertx, client, Integer.parseInt(words.get(0)), socket -> publish(socket, sent), sent);
        sent.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        long grown = Heap.used() - before;
        consumer.resume();
        for (long seen = -1; seen != got.get(); LockSupport.parkNanos(QUIET_NANOS)) {
            seen = got.get();
        }
        consumer.unregister();
        return "heap=" + grown + " got=" + got.get();
    }

    private void publish(NetSocket socket, CompletableFuture<Void> sent) {
        DeliveryOptions options = new DeliveryOptions().setCodecName(UncopiedCodec.NAME);
        socket.handler(buffer -> vertx.eventBus().publish(ADDRESS, buffer, options));
        socket.endHandler(end -> sent.complete(null));
    }
}
