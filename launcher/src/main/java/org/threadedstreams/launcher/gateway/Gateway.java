package org.threadedstreams.launcher.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.security.Security;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.framework.util.FelixConstants;
import org.apache.felix.main.AutoProcessor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Distribution;

/**
 * One running gateway: the framework with the shipped bundles on a home folder.
 *
 * <p>Started and waited for by one thread. {@link #close} is safe from any.
 */
public final class Gateway implements AutoCloseable {

    private static final Duration READY_LIMIT = Duration.ofSeconds(30);
    private static final String LOGGING = "org.ops4j.pax.logging.StaticLogbackFile";

    private final Home home;
    private final StopRequest stop;
    private final PrintStream err;
    private final HomeLock lock;
    private final Framework framework;
    private final GatewayParts parts;
    private final Readiness readiness;
    private final GatewayFile file;
    private final AtomicBoolean ready = new AtomicBoolean();
    private boolean closed;

    private Gateway(Home home, StopRequest stop, PrintStream err, HomeLock lock, Framework framework) {
        SortedSet<String> expected = home.configuredStreams();
        this.home = home;
        this.stop = stop;
        this.err = err;
        this.lock = lock;
        this.framework = framework;
        this.parts = new GatewayParts(framework.getBundleContext());
        this.readiness = new Readiness(parts, expected, stop);
        this.file = new GatewayFile(home);
    }

    /**
     * Takes the home's lock and starts the framework. Returns when the shipped bundles have started.
     *
     * @param logging the logback configuration, a file in the distribution's {@code conf} folder
     * @param stop once it is requested, also while this still works, the process ends within 10 s
     * @param err for messages
     * @throws CommandFailure if the home is in use or the framework does not start
     */
    public static Gateway start(
            Distribution distribution, Home home, String logging, StopRequest stop, PrintStream err) {
        return start(distribution, home, logging, Map.of(), stop, err);
    }

    /** Starts one whose streams are checked and not opened. */
    static Gateway startChecking(Distribution distribution, Home home, StopRequest stop, PrintStream err) {
        return start(distribution, home, "logback-shell.xml", Map.of(GatewayPart.CHECK, "true"), stop, err);
    }

    private static Gateway start(
            Distribution distribution,
            Home home,
            String logging,
            Map<String, String> more,
            StopRequest stop,
            PrintStream err) {
        home.create();
        HomeLock lock = HomeLock.take(home);
        try {
            // The logging configuration reads it.
            System.setProperty(GatewayPart.HOME, home.folder().toString());
            // jSerialComm runs what it finds in its folder there, whoever put it there; and /tmp may be mounted noexec.
            System.setProperty("java.io.tmpdir", home.tmp().toString());
            System.setProperty("jna.tmpdir", home.tmp().toString());
            // A host whose address has changed is found when its stream opens next: Java would remember the old one for
            // longer.
            Security.setProperty("networkaddress.cache.ttl", "1");
            Security.setProperty("networkaddress.cache.negative.ttl", "1");
            Map<String, Object> settings = FrameworkSettings.read(distribution, home);
            settings.putAll(more);
            settings.put(LOGGING, distribution.conf().resolve(logging).toString());
            settings.put(FelixConstants.LOG_LOGGER_PROP, new FrameworkLog(err));
            Framework framework = new FrameworkFactory().newFramework(settings);
            StopWatchdog watchdog = new StopWatchdog(framework, home, err);
            stop.whenRequested(watchdog::arm);
            framework.init();
            Gateway gateway = new Gateway(home, stop, err, lock, framework);
            gateway.start(settings);
            return gateway;
        } catch (BundleException | IOException e) {
            throw new CommandFailure("the framework does not start: " + e.getMessage(), e);
        }
    }

    private void start(Map<String, Object> settings) throws BundleException, IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAtExit, "shutdown"));
        // One that a killed gateway has left.
        file.remove();
        BundleContext context = framework.getBundleContext();
        SynchronousBundleListener stopping = event -> {
            if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
                stop.request(0);
            }
        };
        context.addBundleListener(stopping);
        parts.watch(this::partChanged);
        stop.whenRequested(readiness::changed);
        AutoProcessor.process(settings, context);
        framework.start();
    }

    /** The framework, for what only the launcher can do. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    /**
     * Waits until every stream that was configured at the start answers the bridge listens and the page is served, at most 30 s; what is
     * missing then is said, and the gateway runs on. Writes {@code data/gateway.json}.
     *
     * @return the line to print, empty if the gateway is asked to stop before it is ready
     * @throws CommandFailure if a part says that it cannot work
     */
    public Optional<String> awaitReady() throws InterruptedException {
        readiness
                .await(READY_LIMIT)
                .ifPresent(missing -> err.println("tstreams: still missing after " + READY_LIMIT.toSeconds() + " s: "
                        + missing + "; going on without. The log may say why: " + home.log()));
        if (stop.requested()) {
            return Optional.empty();
        }
        ready.set(true);
        publish();
        int streams = parts.streams().size();
        return Optional.of("tstreams ready: " + streams + (streams == 1 ? " stream" : " streams") + ", bridge "
                + parts.bridgeAddress().orElse("missing") + ", web "
                + parts.pageUrl().orElse("missing") + ", home " + home.folder());
    }

    private void partChanged() {
        readiness.changed();
        if (ready.get()) {
            // Too late to end the process for it: the streams are better kept running.
            if (!stop.requested()) {
                parts.failure().ifPresent(failure -> err.println("tstreams: " + failure));
            }
            publish();
        }
    }

    /** Writes {@code gateway.json} as things stand; once a stop is requested that means removing it. */
    private void publish() {
        synchronized (file) {
            try {
                Optional<String> bridge = parts.bridgeAddress();
                if (bridge.isPresent() && !stop.requested()) {
                    file.write(Distribution.version(), bridge.get(), parts.pageUrl());
                } else {
                    file.remove();
                }
            } catch (IOException e) {
                err.println("tstreams: gateway.json: " + e + "; other commands may not find this gateway");
            }
        }
    }

    private void stopAtExit() {
        // Somebody ended the process otherwise, such as by System.exit.
        stop.request(0);
        close();
    }

    /** Stops the gateway. The watchdog sees to it that this does not take for ever. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop.request(0);
        publish();
        // Whatever this thread was interrupted for, the stop is to be in good order.
        boolean interrupted = Thread.interrupted();
        try {
            framework.stop();
            framework.waitForStop(0);
            lock.close();
        } catch (BundleException | IOException e) {
            err.println("tstreams: stopping: " + e);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
