package org.threadedstreams.launcher.gateway;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The wish that the gateway stops, with the exit code that it shall have: 0 for SIGTERM and SIGHUP, 130 for Ctrl-C. The
 * first wish counts.
 *
 * <p>Safe for many threads.
 */
public final class StopRequest {

    /** The exit code that shells give to a program which Ctrl-C ended. */
    public static final int INTERRUPTED = 130;

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    /** A wish that the process's signals express. */
    public static StopRequest ofSignals() {
        StopRequest request = new StopRequest();
        request.on("TERM", 0);
        request.on("HUP", 0);
        request.on("INT", INTERRUPTED);
        return request;
    }

    private void on(String signal, int code) {
        try {
            SignalHandler before = Signal.handle(new Signal(signal), received -> request(code));
            if (before == SignalHandler.SIG_IGN) {
                // Such as under nohup: who started us does not want this signal to count.
                Signal.handle(new Signal(signal), SignalHandler.SIG_IGN);
            }
        } catch (IllegalArgumentException e) {
            // This system has no such signal, or the JVM keeps it for itself. The shutdown hook stops the gateway then.
            System.err.println("tstreams: no handler for signal " + signal + ": " + e.getMessage());
        }
    }

    public void request(int code) {
        exitCode.complete(code);
    }

    public boolean requested() {
        return exitCode.isDone();
    }

    /** Runs the action once the wish is there, on the thread that brought it. */
    void whenRequested(Runnable action) {
        exitCode.thenRun(action);
    }

    /**
     * Runs something on this thread, which is interrupted when the wish comes meanwhile.
     *
     * @return what it returns; empty if the wish ended it, however that showed
     */
    public <T> Optional<T> untilRequested(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        Object lock = new Object();
        AtomicBoolean working = new AtomicBoolean(true);
        whenRequested(() -> {
            synchronized (lock) {
                if (working.get()) {
                    thread.interrupt();
                }
            }
        });
        try {
            return Optional.of(work.call());
        } catch (InterruptedException | RuntimeException e) {
            // An interrupt shows as all sorts of failures, depending on where it strikes.
            if (requested()) {
                return Optional.empty();
            }
            throw e;
        } finally {
            synchronized (lock) {
                working.set(false);
                if (requested()) {
                    // It was meant for the work alone.
                    Thread.interrupted();
                }
            }
        }
    }

    /** Waits for the wish. */
    public int await() {
        return exitCode.join();
    }
}
