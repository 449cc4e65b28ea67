package org.threadedstreams.api.blocking;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.StreamCode;
import org.threadedstreams.api.StreamEnd;
import org.threadedstreams.api.StreamException;

/**
 * The control operations, in order, on a thread that lives while there are some: they work while a write is stuck.
 *
 * <p>Safe from any thread; {@link #run} is the thread of the operations.
 */
final class PortControl implements Runnable {

    private static final int MAX_WAITING = 16;

    private record Request(String op, Map<String, Object> args, CompletableFuture<Void> done) {}

    private final BlockingPort port;
    private final PortLife life;
    private final Consumer<Runnable> starter;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private @Nullable Request current;
    private boolean running;

    /** @param starter runs its argument on a new thread */
    PortControl(BlockingPort port, PortLife life, Consumer<Runnable> starter) {
        this.port = port;
        this.life = life;
        this.starter = starter;
    }

    CompletionStage<Void> submit(String op, Map<String, Object> args) {
        Request request = new Request(op, new HashMap<>(args), new CompletableFuture<>());
        if (!life.isOpen()) {
            request.done().completeExceptionally(notOpen());
        } else if (!add(request)) {
            request.done()
                    .completeExceptionally(new StreamException(
                            StreamCode.REFUSED,
                            op + ": " + MAX_WAITING + " operations are waiting already; wait for their replies"));
        }
        return request.done();
    }

    private synchronized boolean add(Request request) {
        if (waiting.size() == MAX_WAITING) {
            return false;
        }
        waiting.add(request);
        if (!running) {
            running = true;
            starter.accept(this);
        }
        return true;
    }

    @Override
    public void run() {
        for (Request request = next(); request != null; request = next()) {
            perform(request);
        }
    }

    private synchronized @Nullable Request next() {
        current = waiting.poll();
        running = current != null;
        return current;
    }

    private void perform(Request request) {
        if (!life.enter()) {
            request.done().completeExceptionally(notOpen());
            return;
        }
        try {
            port.control(request.op(), request.args());
            request.done().complete(null);
        } catch (StreamException e) {
            request.done().completeExceptionally(e);
        } catch (Throwable e) {
            StreamEnd failure = BlockingTransport.end(StreamCode.REFUSED, e);
            request.done().completeExceptionally(new StreamException(failure.code(), failure.text()));
        } finally {
            life.leave();
        }
    }

    /** Fails what is waiting or under way, because the connection ends. */
    void failAll() {
        List<Request> left;
        synchronized (this) {
            left = new ArrayList<>(waiting);
            waiting.clear();
            if (current != null) {
                left.add(current);
            }
        }
        left.forEach(request -> request.done().completeExceptionally(notOpen()));
    }

    private StreamException notOpen() {
        StreamEnd end = life.end();
        return new StreamException(
                StreamCode.NOT_OPEN, end == null ? "the connection is still opening" : end.message());
    }
}
