package org.threadedstreams.itests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What a test does at the same time. Used by the test's thread. */
public final class Threads implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> started = new ArrayList<>();

    /** Something that may fail. */
    public interface Work {
        void run() throws Exception;
    }

    public void run(Work work) {
        started.add(threads.submit(() -> {
            work.run();
            return null;
        }));
    }

    /** Waits until all is done, and throws what failed. */
    public void await() throws Exception {
        for (Future<?> work : started) {
            work.get(Deadlines.LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
