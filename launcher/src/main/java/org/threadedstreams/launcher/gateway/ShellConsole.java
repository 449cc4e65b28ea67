package org.threadedstreams.launcher.gateway;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.threadedstreams.launcher.CommandFailure;

/** The Gogo shell on this process's terminal. Stateless. */
public final class ShellConsole {

    /** Where {@code conf/framework.properties} puts the shell's bundles. */
    private static final int START_LEVEL = 4;

    private static final String CONSOLE = "org.apache.felix.gogo.jline";
    private static final String TERMINAL = "org.jline";
    private static final String TERMINAL_PROVIDER = "org.jline.terminal.provider";

    private ShellConsole() {}

    /** Starts the shell and returns. The framework stops when its user leaves it. */
    public static void open(BundleContext context) throws InterruptedException {
        if (System.getProperty(TERMINAL_PROVIDER) == null) {
            // By stty. The native ones leave the terminal with speed 0, which hangs up a real serial line.
            System.setProperty(TERMINAL_PROVIDER, "exec");
        }
        raiseStartLevel(context);
        Bundle console = bundle(context, CONSOLE);
        // JLine finds its terminals through the context class loader of the thread that starts the console, so this
        // must not be left to the framework's own thread: the terminal would be a dumb one.
        ClassLoader terminal =
                bundle(context, TERMINAL).adapt(BundleWiring.class).getClassLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(terminal);
        try {
            console.stop();
            console.adapt(BundleStartLevel.class).setStartLevel(START_LEVEL);
            console.start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            throw new CommandFailure("the shell does not start: " + e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void raiseStartLevel(BundleContext context) throws InterruptedException {
        CountDownLatch raised = new CountDownLatch(1);
        context.getBundle().adapt(FrameworkStartLevel.class).setStartLevel(START_LEVEL, event -> raised.countDown());
        raised.await();
    }

    private static Bundle bundle(BundleContext context, String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        "the bundle " + symbolicName + " is missing; unpack the distribution again"));
    }
}
