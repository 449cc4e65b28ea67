package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PublisherTest {

    private final Vertx vertx = Vertx.vertx();
    private final Publisher publisher = new Publisher("console", vertx.eventBus());

    @BeforeEach
    void open() {
        Publisher.registerCodecs(vertx.eventBus());
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private BlockingQueue<Message<Object>> consumer(String address) throws Exception {
        BlockingQueue<Message<Object>> messages = new LinkedBlockingQueue<>();
        vertx.eventBus().consumer(address, messages::add).completion().await(10, TimeUnit.SECONDS);
        return messages;
    }

    private static Message<Object> next(BlockingQueue<Message<Object>> messages) throws InterruptedException {
        Message<Object> message = messages.poll(10, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    @Test
    void allConsumersGetOneBufferAndOneSetOfHeadersThatNobodyCanModify() throws Exception {
        BlockingQueue<Message<Object>> one = consumer("streams.console.read");
        BlockingQueue<Message<Object>> other = consumer("streams.console.read");
        publisher.chunk(ByteBuffer.wrap(new byte[] {1, 2}), 7, 1_000_000, 3, "memory-1");
        Message<Object> first = next(one);
        Message<Object> second = next(other);
        assertThat(first).isNotSameAs(second);
        assertThat(first.body()).isSameAs(second.body());
        assertThat(first.headers()).isSameAs(second.headers());
        assertThat(first.headers().entries())
                .extracting(header -> header.getKey() + "=" + header.getValue())
                .containsExactlyInAnyOrder(
                        "stream=console", "offset=7", "time=1000000", "session=3", "journal=memory-1");
        assertThatThrownBy(() -> first.headers().set("offset", "8")).isInstanceOf(IllegalStateException.class);
        assertThat(second.headers().get("OFFSET")).isEqualTo("7");
    }

    @Test
    void aPieceOfALineSaysSo() throws Exception {
        BlockingQueue<Message<Object>> lines = consumer("streams.console.lines");
        publisher.line("whole", 0, 1, 1, "memory-1", false);
        publisher.line("piece", 6, 1, 1, "memory-1", true);
        Message<Object> whole = next(lines);
        assertThat(whole.body()).isEqualTo("whole");
        assertThat(whole.headers().contains("partial")).isFalse();
        assertThat(next(lines).headers().get("partial")).isEqualTo("true");
    }

    @Test
    void noEventLoopIsWokenButItsConsumers() throws Exception {
        BlockingQueue<Message<Object>> chunks = consumer("streams.console.read");
        CompletableFuture<Integer> pending = new CompletableFuture<>();
        // Vert.x gives a thread that is none of its own an event loop, here another than the consumer's.
        new Thread(() -> pending.completeAsync(this::pendingAfterAChunk, Runnable::run)).start();
        assertThat(pending.get(10, TimeUnit.SECONDS)).isZero();
        next(chunks);
    }

    private int pendingAfterAChunk() {
        var own = (SingleThreadEventLoop)
                ((VertxInternal) vertx).getOrCreateContext().nettyEventLoop();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch published = new CountDownLatch(1);
        own.execute(() -> {
            held.countDown();
            await(published);
        });
        await(held);
        try {
            publisher.chunk(ByteBuffer.wrap(new byte[] {1}), 0, 1, 1, "memory-1");
            return own.pendingTasks();
        } finally {
            published.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
