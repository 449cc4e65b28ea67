package org.threadedstreams.launcher.gateway;

import java.io.PrintStream;
import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/** Sends the framework's own messages to stderr, a line each; by default they go to stdout. Safe for many threads. */
final class FrameworkLog extends Logger {

    private final PrintStream err;

    FrameworkLog(PrintStream err) {
        this.err = err;
    }

    @Override
    protected void doLogOut(int level, String message, @Nullable Throwable thrown) {
        Throwable cause = thrown instanceof BundleException e && e.getCause() != null ? e.getCause() : thrown;
        err.println("framework: " + message + (cause == null ? "" : ": " + cause));
    }
}
