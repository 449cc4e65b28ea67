package org.threadedstreams.client.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DirectContextTest {

    private final Vertx vertx = Vertx.vertx();
    private final EventBus bus = vertx.eventBus();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private void listen(Consumer<Integer> handler) throws Exception {
        MessageConsumer<Integer> consumer = new DirectContext(bus).with(() -> bus.consumer("a"));
        consumer.handler(message -> handler.accept(message.body()));
        consumer.completion().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aMessageIsHandledOnTheThreadThatPublishesIt() throws Exception {
        List<Thread> handled = new ArrayList<>();
        listen(number -> handled.add(Thread.currentThread()));
        bus.publish("a", 1);
        assertThat(handled).containsExactly(Thread.currentThread());
    }

    @Test
    void anAnswerComesOnTheThreadThatGivesIt() throws Exception {
        BlockingQueue<Message<Object>> asked = new LinkedBlockingQueue<>();
        bus.consumer("q", asked::add).completion().await(10, TimeUnit.SECONDS);
        List<Thread> told = new ArrayList<>();
        new DirectContext(bus).with(() -> bus.request("q", "")).onComplete(reply -> told.add(Thread.currentThread()));
        Message<Object> question = asked.poll(10, TimeUnit.SECONDS);
        assertThat(question).isNotNull();
        question.reply("yes");
        assertThat(told).containsExactly(Thread.currentThread());
    }

    @Test
    void whatAHandlerPublishesIsHandledAfterIt() throws Exception {
        List<Integer> begun = new ArrayList<>();
        List<Integer> done = new ArrayList<>();
        listen(number -> {
            begun.add(number);
            if (number < 3) {
                bus.publish("a", number + 1);
            }
            done.add(number);
        });
        bus.publish("a", 1);
        assertThat(begun).containsExactly(1, 2, 3);
        assertThat(done).containsExactly(1, 2, 3);
    }

    @Test
    void aHandlerThatFailsGetsTheNextMessageToo() throws Exception {
        List<Integer> seen = new ArrayList<>();
        vertx.exceptionHandler(planned -> {});
        listen(number -> {
            seen.add(number);
            throw new IllegalStateException("planned");
        });
        bus.publish("a", 1);
        bus.publish("a", 2);
        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void messagesOfManyThreadsAreHandledOneAtATimeAndEachThreadsInOrder() throws Exception {
        int threads = 4;
        int each = 20_000;
        int[] next = new int[threads];
        int[] wrong = new int[1];
        AtomicBoolean inside = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(threads * each);
        listen(number -> {
            if (!inside.compareAndSet(false, true) || next[number % threads]++ != number / threads) {
                wrong[0]++;
            }
            inside.set(false);
            done.countDown();
        });
        ExecutorService publishers = Executors.newFixedThreadPool(threads);
        try {
            for (int t = 0; t < threads; t++) {
                int me = t;
                publishers.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        bus.publish("a", i * threads + me);
                    }
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            publishers.shutdownNow();
        }
        assertThat(wrong[0]).isZero();
    }

    @Test
    void whoUnregistersHearsNoMore() throws Exception {
        List<Integer> seen = new ArrayList<>();
        MessageConsumer<Integer> consumer = new DirectContext(bus).with(() -> bus.consumer("a"));
        consumer.handler(message -> seen.add(message.body()));
        consumer.completion().await(10, TimeUnit.SECONDS);
        bus.publish("a", 1);
        consumer.unregister().await(10, TimeUnit.SECONDS);
        bus.publish("a", 2);
        assertThat(seen).containsExactly(1);
    }
}
