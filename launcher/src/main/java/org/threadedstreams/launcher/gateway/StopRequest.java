package org.threadedstreams.launcher.gateway;

import java.util.concurrent.CompletableFuture;
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
    public void whenRequested(Runnable action) {
        exitCode.thenRun(action);
    }

    /** Waits for the wish. */
    public int await() {
        return exitCode.join();
    }
}
