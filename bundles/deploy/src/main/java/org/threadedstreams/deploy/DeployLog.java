package org.threadedstreams.deploy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.LogService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what is wrong with bundles in the folders that FileInstall watches, one line for each trouble, once it has lasted for a second. A
 * trouble is logged again only after its bundle or file has changed. FileInstall's own messages, which repeat and have stack traces, are
 * replaced by these; what it says when nothing is wrong is passed on.
 *
 * <p>It looks when something has happened: a bundle's event, a service's, a line of the log, a file that FileInstall shows. While nothing
 * happens, nothing runs, and after some seconds there is no thread either.
 *
 * <p>Safe for many threads.
 */
@Component(service = {})
public final class DeployLog implements LogListener, BundleListener, AllServiceListener, FrameworkListener {

    private static final Logger LOG = LoggerFactory.getLogger(DeployLog.class);
    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";
    /** A bundle's location, as FileInstall writes it: the last two names of its path help, the rest does not. */
    private static final Pattern LOCATION = Pattern.compile("(file|jardir):\\S*?([^/\\s]+/[^/\\s]+)(?=\\s|$)");

    private static final Pattern NOT_INSTALLED =
            Pattern.compile("Failed to (?:install artifact:|update artifact) (.*\\.jar)");
    /** Said of two files with one bundle, which {@link Twins} finds, and when one of them is removed and the other changed. */
    private static final Pattern OF_TWINS =
            Pattern.compile("Updating this bundle instead|The bundle has (?:already )?been uninstalled");

    /** So that many events are one look. */
    private static final Duration SOON = Duration.ofMillis(250);
    /** Longer than bundles take that are started one after the other; a trouble is to be in the log 5 s after its file came. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final BundleContext context;
    private final LogReaderService logs;
    private final Troubles troubles;
    private final Settling settling = new Settling(SETTLE);
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable look = this::look;
    private final Runnable onFile = this::lookSoon;

    @Activate
    public DeployLog(BundleContext context, @Reference LogReaderService logs, @Reference Troubles troubles) {
        this.context = context;
        this.logs = logs;
        this.troubles = troubles;
        this.executor = executor();
        context.addBundleListener(this);
        context.addServiceListener(this);
        context.addFrameworkListener(this);
        logs.addLogListener(this);
        troubles.onFile(onFile);
        lookSoon();
    }

    private static ScheduledThreadPoolExecutor executor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "deploy-check");
            thread.setDaemon(true);
            return thread;
        });
        // Events may still arrive while this is deactivated.
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        executor.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Deactivate
    void deactivate() {
        troubles.remove(onFile);
        logs.removeLogListener(this);
        context.removeFrameworkListener(this);
        context.removeServiceListener(this);
        context.removeBundleListener(this);
        executor.shutdownNow();
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        lookSoon();
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        lookSoon();
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        lookSoon();
    }

    @Override
    @SuppressWarnings("deprecation") // FileInstall's levels are those numbers
    public void logged(LogEntry entry) {
        Bundle source = entry.getBundle();
        if (source == null || source == context.getBundle()) {
            return;
        }
        if (FILE_INSTALL.equals(source.getSymbolicName())) {
            fileInstall(entry);
        } else if (entry.getLevel() <= LogService.LOG_WARNING) {
            // Such as a component that failed, of which there is no other event.
            lookSoon();
        }
    }

    @SuppressWarnings("deprecation") // as above
    private void fileInstall(LogEntry entry) {
        String message = Objects.requireNonNullElse(entry.getMessage(), "");
        Throwable thrown = entry.getException();
        if (thrown == null ? OF_TWINS.matcher(message).find() : isNoted(message, thrown)) {
            lookSoon();
        } else if (entry.getLevel() <= LogService.LOG_WARNING) {
            LOG.warn("{}{}", shortened(message), thrown == null ? "" : ": " + Causes.root(thrown));
        } else if (entry.getLevel() == LogService.LOG_INFO) {
            LOG.info("{}", shortened(message));
        }
    }

    /** Whether it is about a bundle or a file, so that it becomes one of the troubles. */
    private boolean isNoted(String message, Throwable thrown) {
        Matcher file = NOT_INSTALLED.matcher(message);
        if (file.matches()) {
            troubles.notInstalled(Path.of(file.group(1)), thrown);
            return true;
        }
        Matcher location = LOCATION.matcher(message);
        Bundle bundle = location.find() ? context.getBundle(location.group()) : null;
        if (bundle != null) {
            troubles.notStarted(bundle, thrown);
        }
        return bundle != null;
    }

    private static String shortened(String message) {
        return LOCATION.matcher(message).replaceAll("$2");
    }

    private void lookSoon() {
        if (scheduled.compareAndSet(false, true)) {
            executor.schedule(look, SOON.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        scheduled.set(false);
        // While the framework starts, many things are about to come.
        if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() != Bundle.ACTIVE) {
            return;
        }
        try {
            Settling.Outcome outcome = settling.look(troubles.ofDeployed(), System.nanoTime(), troubles::isThere);
            outcome.warnings().forEach(LOG::warn);
            outcome.notes().forEach(LOG::info);
            if (outcome.pending()) {
                lookSoon();
            }
        } catch (IllegalStateException changed) {
            // A bundle was uninstalled meanwhile.
            lookSoon();
        } catch (RuntimeException e) {
            LOG.error("the bundles cannot be checked, which is a bug", e);
        }
    }
}
