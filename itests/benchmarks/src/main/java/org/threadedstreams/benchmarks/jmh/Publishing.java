package org.threadedstreams.benchmarks.jmh;

import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.threadedstreams.benchmarks.bare.UncopiedCodec;
import org.threadedstreams.bus.stream.PiledUp;
import org.threadedstreams.bus.stream.Publisher;

/** Chunks of 1 KiB published to consumers, and waited for by the hundred; an operation is one chunk. */
@State(Scope.Thread)
public class Publishing {

    private static final int CHUNKS = 100;
    private static final int CHUNK_BYTES = 1024;
    private static final int LIMIT_SECONDS = 30;

    @Param("16")
    int consumers;

    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private final DeliveryOptions uncopied = new DeliveryOptions().setCodecName(UncopiedCodec.NAME);
    private final Vertx vertx = Vertx.vertx();
    private final PiledUp.Chunks chunks = PiledUp.publisher("bench", vertx.eventBus());
    private volatile CountDownLatch received = new CountDownLatch(0);

    @Setup(Level.Trial)
    public void open() throws Exception {
        Publisher.registerCodecs(vertx.eventBus());
        vertx.eventBus().registerCodec(new UncopiedCodec());
        for (String address : new String[] {"bare", "streams.bench.read"}) {
            for (int i = 0; i < consumers; i++) {
                vertx.eventBus()
                        .<Buffer>consumer(address, message -> received.countDown())
                        .completion()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    @TearDown(Level.Trial)
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** The event bus alone, with a codec that copies nothing. */
    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public void bare() throws InterruptedException {
        received = new CountDownLatch(CHUNKS * consumers);
        for (int i = 0; i < CHUNKS; i++) {
            vertx.eventBus().publish("bare", BufferInternal.buffer(Unpooled.wrappedBuffer(chunk)), uncopied);
        }
        await();
    }

    /** As a stream publishes: with its headers. */
    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public void stream() throws InterruptedException {
        received = new CountDownLatch(CHUNKS * consumers);
        for (int i = 0; i < CHUNKS; i++) {
            chunks.publish(chunk, (long) i * CHUNK_BYTES);
        }
        await();
    }

    private void await() throws InterruptedException {
        if (!received.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(received.getCount() + " messages did not come");
        }
    }
}
