package org.threadedstreams.bus.journal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
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
    private static final long IDLE_SECONDS = 10;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Map<Thread, Long> running = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads = new Threads();
    private final OpenFiles openFiles = new OpenFiles(OPEN_FILES);
    private final FreeSpace space;

    Volume(LongSupplier freeBytes) {
        space = new FreeSpace(freeBytes);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
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

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "journal-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private final class Threads extends ThreadPoolExecutor {

        Threads() {
            super(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Volume::thread);
            allowCoreThreadTimeOut(true);
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
            running.put(thread, System.nanoTime());
        }

        @Override
        protected void afterExecute(Runnable task, Throwable failure) {
            running.remove(Thread.currentThread());
        }
    }
}
