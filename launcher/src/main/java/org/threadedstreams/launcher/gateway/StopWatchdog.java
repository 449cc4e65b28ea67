package org.threadedstreams.launcher.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.launch.Framework;

/**
 * Ends the process when its stop takes too long, after saying what hangs. Once armed it cannot be disarmed: it ends with
 * the process.
 *
 * <p>Safe for many threads.
 */
final class StopWatchdog {

    private static final Duration LIMIT = Duration.ofSeconds(9);
    private static final int FRAMES = 12;
    private static final int EXIT_CODE = 2;

    private final Framework framework;
    private final Home home;
    private final PrintStream err;
    private final AtomicBoolean armed = new AtomicBoolean();

    StopWatchdog(Framework framework, Home home, PrintStream err) {
        this.framework = framework;
        this.home = home;
        this.err = err;
    }

    void arm() {
        if (armed.compareAndSet(false, true)) {
            Thread thread = new Thread(this::watch, "stop-watchdog");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch() {
        try {
            Thread.sleep(LIMIT.toMillis());
        } catch (InterruptedException e) {
            // Nobody has this thread but the JVM: it is ending anyway.
            return;
        }
        try {
            err.println("tstreams: the stop takes longer than " + LIMIT.toSeconds() + " s; halting. " + whatHangs());
            new GatewayFile(home).remove();
        } catch (IOException | RuntimeException e) {
            err.println("tstreams: " + e);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private String whatHangs() {
        BundleContext context = framework.getBundleContext();
        String stopping = context == null
                ? ""
                : Arrays.stream(context.getBundles())
                        .filter(bundle -> bundle.getBundleId() != 0 && bundle.getState() == Bundle.STOPPING)
                        .map(Bundle::getSymbolicName)
                        .collect(Collectors.joining(", "));
        String stacks = Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey() != Thread.currentThread() && stops(entry.getValue()))
                .map(StopWatchdog::describe)
                .collect(Collectors.joining());
        return (stopping.isEmpty() ? "" : "It hangs in bundle " + stopping + ".") + stacks;
    }

    /** Whether a thread is stopping something: a bundle, a component, or the process. */
    private static boolean stops(StackTraceElement[] stack) {
        return Arrays.stream(stack).anyMatch(frame -> {
            String method = frame.getMethodName();
            return method.equals("stopBundle") || method.equals("deactivate") || method.equals("runHooks");
        });
    }

    private static String describe(Map.Entry<Thread, StackTraceElement[]> entry) {
        return Arrays.stream(entry.getValue())
                .limit(FRAMES)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining("", "\n  thread " + entry.getKey().getName(), ""));
    }
}
