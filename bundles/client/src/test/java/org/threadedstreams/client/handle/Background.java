package org.threadedstreams.client.handle;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A call that waits, in a thread of its own. */
final class Background<T> {

    final Thread thread;
    private final FutureTask<T> task;

    private Background(Callable<T> call) {
        task = new FutureTask<>(call);
        thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins a call, and returns when it waits. */
    static <T> Background<T> waiting(Callable<T> call) {
        Background<T> background = new Background<>(call);
        await().pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> background.thread.getState() == Thread.State.TIMED_WAITING || background.task.isDone());
        return background;
    }

    /** What a call gives, if something happens while it waits. */
    static <T> T whileWaiting(Runnable happens, Callable<T> call) throws Exception {
        Background<T> background = waiting(call);
        happens.run();
        return background.result();
    }

    boolean done() {
        return task.isDone();
    }

    /** What it returned; throws what it threw. */
    T result() throws Exception {
        try {
            return task.get(15, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** What it threw. */
    <E extends Exception> E failure(Class<E> type) throws Exception {
        try {
            T value = task.get(15, TimeUnit.SECONDS);
            throw new AssertionError("it returned " + value);
        } catch (ExecutionException e) {
            return type.cast(e.getCause());
        }
    }
}
