package org.threadedstreams.bus.stream;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order, each seeing what the one before it did. A task given to an idle mailbox runs on the
 * caller's thread: a hop to another would cost more than the task. Who is kept busy by others' tasks hands over to the pool.
 * Tasks that may have to wait for a disk must not do so on the thread of just anyone: then they run {@link #runOn elsewhere},
 * all but those that are {@linkplain #executeBrief brief}.
 *
 * <p>Safe from any thread, and from within a task, which then runs later.
 */
final class Mailbox implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final int TURN = 64;
    /** Others wait for the same threads. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String name;
    private final Executor pool;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Executor home;

    Mailbox(String name, Executor pool) {
        this.name = name;
        this.pool = pool;
    }

    /** From the next task on all run there; null: on their callers' threads. */
    void runOn(@Nullable Executor executor) {
        home = executor;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            drain(null);
        }
    }

    /** Runs a task that waits for nothing, and for no disk, so that it may run on any thread at all. */
    void executeBrief(Runnable task) {
        execute(new Brief(task));
    }

    private record Brief(Runnable task) implements Runnable {
        @Override
        public void run() {
            task.run();
        }
    }

    /** @param on the executor whose thread this is; null: a caller's */
    private void drain(@Nullable Executor on) {
        Executor here = on;
        while (true) {
            long start = System.nanoTime();
            for (int turn = 0; turn < TURN && System.nanoTime() - start < TURN_NANOS && mayRunNext(here); turn++) {
                runOne();
                if (waiting.decrementAndGet() == 0) {
                    return;
                }
            }
            Executor next = home;
            if (handedOver(next)) {
                return;
            }
            here = next;
        }
    }

    private boolean mayRunNext(@Nullable Executor here) {
        Executor wanted = home;
        return wanted == null || wanted == here || tasks.peek() instanceof Brief;
    }

    private boolean handedOver(@Nullable Executor next) {
        try {
            (next == null ? pool : next).execute(() -> drain(next));
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError none) {
            // The gateway stops, or there can be no other thread. What is left is still done, here.
            return false;
        }
    }

    private void runOne() {
        Runnable task = tasks.remove();
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // Whatever it is, tasks that nobody does any more would be worse.
            LOG.error("stream {}: a task failed, which is a bug; the stream goes on", name, e);
        }
    }
}
