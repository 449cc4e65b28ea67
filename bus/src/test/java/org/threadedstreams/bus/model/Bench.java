package org.threadedstreams.bus.model;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.threadedstreams.bus.stream.Publisher;

/**
 * What many streams under test share: an event bus whose messages all come on one thread, so that the order in which they
 * were published is the order in which they arrive, on whatever addresses.
 */
final class Bench implements AutoCloseable {

    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    final ExecutorService pool = Executors.newCachedThreadPool();
    /** How often a handler has thrown, and how often that was meant. */
    final AtomicInteger thrown = new AtomicInteger();

    final AtomicInteger meant = new AtomicInteger();
    /** What was done to all streams. */
    final Totals totals = new Totals();

    private final PrintStream log = System.err;
    private final AtomicInteger names = new AtomicInteger();

    Bench() {
        // Streams that are made to fail thousands of times say so in the log each time.
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        Publisher.registerCodecs(vertx.eventBus());
        vertx.exceptionHandler(fault -> thrown.incrementAndGet());
    }

    /** A stream's name that was never used. */
    String newName() {
        return "model-" + names.incrementAndGet();
    }

    /** Waits until all that was sent on the bus before has been handled. */
    void awaitBus() throws Exception {
        CompletableFuture<Void> handled = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(nothing -> handled.complete(null));
        handled.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        pool.shutdownNow();
        System.setErr(log);
    }
}
