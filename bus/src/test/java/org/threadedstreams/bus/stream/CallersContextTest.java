package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallersContextTest {

    private static final int THREADS = 4;
    private static final int EACH = 2_000;

    private final Vertx vertx = Vertx.vertx();
    private final EventBus bus = vertx.eventBus();
    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void close() throws Exception {
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private void listen(Consumer<Integer> handler) throws Exception {
        MessageConsumer<Integer> consumer = StreamLoop.next(vertx)
                .calledIn(new Mailbox("console", pool))
                .with(() -> bus.consumer("a", message -> handler.accept(message.body())));
        consumer.completion().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aRequestIsHandledOnTheThreadThatSendsIt() throws Exception {
        List<Thread> handled = new ArrayList<>();
        listen(number -> handled.add(Thread.currentThread()));
        bus.send("a", 1);
        assertThat(handled).containsExactly(Thread.currentThread());
    }

    @Test
    void theCallersClassLoaderIsAsBefore() throws Exception {
        listen(number -> {});
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        vertx.runOnContext(start -> {
            ClassLoader own = new ClassLoader() {};
            Thread.currentThread().setContextClassLoader(own);
            bus.send("a", 1);
            kept.complete(Thread.currentThread().getContextClassLoader() == own);
        });
        assertThat(kept.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatAHandlerSendsIsHandledAfterIt() throws Exception {
        List<Integer> done = new ArrayList<>();
        listen(number -> {
            if (number < 3) {
                bus.send("a", number + 1);
            }
            done.add(number);
        });
        bus.send("a", 1);
        assertThat(done).containsExactly(1, 2, 3);
    }

    @Test
    void requestsOfManyThreadsAreHandledOneAtATimeAndEachThreadsInOrder() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        Map<Integer, List<Integer>> seen = new HashMap<>();
        CountDownLatch all = new CountDownLatch(THREADS * EACH);
        listen(number -> {
            if (inside.incrementAndGet() != 1) {
                together.incrementAndGet();
            }
            seen.computeIfAbsent(number / EACH, key -> new ArrayList<>()).add(number % EACH);
            inside.decrementAndGet();
            all.countDown();
        });
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread * EACH;
            pool.execute(() -> {
                for (int i = 0; i < EACH; i++) {
                    bus.send("a", first + i);
                }
            });
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(together).hasValue(0);
        assertThat(seen).hasSize(THREADS);
        seen.values().forEach(numbers -> assertThat(numbers).hasSize(EACH).isSorted());
    }
}
