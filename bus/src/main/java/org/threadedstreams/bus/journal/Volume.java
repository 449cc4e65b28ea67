package org.threadedstreams.bus.journal;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What the streams on one volume share: its threads, its open files, its free space. A volume that stalls stalls only these.
 *
 * <p>Safe from any thread.
 */
final class Volume implements DiskThreads {

    private static final int THREADS = 4;
    private static final int OPEN_FILES = 256;
    /** For ever: in Java 17 before 17.0.17 a pool that often lets threads go stops waking any (JDK-8330017). */
    private static final long IDLE_DAYS = 10_000;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Map<Thread, Long> running = new ConcurrentHashMap<>();
    /** Of its threads the one that was busy last is woken first, while what it needs is still at hand. */
    private final ForkJoinPool threads =
            new ForkJoinPool(THREADS, Volume::thread, null, true, THREADS, THREADS, 0, null, IDLE_DAYS, TimeUnit.DAYS);

    /** In the order in which they came: the pool itself has a thread do first what that thread has asked for. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final OpenFiles openFiles = new OpenFiles(OPEN_FILES);
    private final FreeSpace space;

    Volume(LongSupplier freeBytes) {
        space = new FreeSpace(freeBytes);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        try {
            threads.execute(this::runOldest);
        } catch (RejectedExecutionException | OutOfMemoryError none) {
            // It is closed, or has no thread and can get none. Where the task is gone already, somebody does it; else
            // nobody will.
            if (tasks.remove(task)) {
                throw none;
            }
        }
    }

    private void runOldest() {
        Runnable task = tasks.poll();
        if (task == null) {
            return;
        }
        Thread thread = Thread.currentThread();
        running.put(thread, System.nanoTime());
        try {
            task.run();
        } finally {
            running.remove(thread);
        }
    }

    OpenFiles openFiles() {
        return openFiles;
    }

    FreeSpace space() {
        return space;
    }

    @Override
    public long stalledMillis() {
        long now = System.nanoTime();
        long oldest =
                running.values().stream().mapToLong(start -> now - start).max().orElse(0);
        return TimeUnit.NANOSECONDS.toMillis(oldest);
    }

    /** What has been handed over is still done. */
    void close() {
        threads.shutdown();
    }

    private static ForkJoinWorkerThread thread(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("journal-" + NUMBER.incrementAndGet());
        return thread;
    }
}
