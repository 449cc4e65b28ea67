package org.threadedstreams.benchmarks.probe;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** So many consumers of one stream, each of which counts up to so many bytes. Made, waited for and closed by one thread. */
final class Consumers implements AutoCloseable {

    private final Counting counting;
    private final long bytes;
    private final CountDownLatch all;
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
    private final List<Count> counts = new ArrayList<>();

    /** Returns when all of them are registered. */
    Consumers(Vertx vertx, Counting counting, String stream, int number, long bytes) throws Exception {
        this.counting = counting;
        this.bytes = bytes;
        this.all = new CountDownLatch(number);
        for (int i = 0; i < number; i++) {
            Count count = new Count();
            counts.add(count);
            consumers.add(vertx.eventBus().consumer(counting.address(stream), count::message));
        }
        wait(consumers.stream().map(MessageConsumer::completion).toList());
    }

    void await(int seconds) throws InterruptedException, TimeoutException {
        if (!all.await(seconds, TimeUnit.SECONDS)) {
            throw new TimeoutException("only "
                    + counts.stream().mapToLong(count -> count.seen).min().orElse(0) + " of " + bytes + " came");
        }
    }

    /** When the last of them had all. */
    long endNanos() {
        return counts.stream().mapToLong(count -> count.endNanos).max().orElse(0);
    }

    /** How many came to the first of them. */
    long messages() {
        return counts.get(0).messages;
    }

    @Override
    public void close() throws Exception {
        wait(consumers.stream().map(MessageConsumer::unregister).toList());
    }

    private static void wait(List<Future<Void>> futures) throws Exception {
        Future.all(futures).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private final class Count {
        private volatile long seen;
        private long messages;
        private long endNanos;

        private void message(Message<?> message) {
            messages++;
            long now = seen + counting.bytes(message);
            seen = now;
            if (now >= bytes && endNanos == 0) {
                endNanos = System.nanoTime();
                all.countDown();
            }
        }
    }
}
