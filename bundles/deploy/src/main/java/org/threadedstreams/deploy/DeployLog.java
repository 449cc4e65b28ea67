package org.threadedstreams.deploy;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
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
 * Tells what FileInstall does, in lines that help. FileInstall's own words are a stack trace that repeats whenever any
 * bundle changes; here each trouble is one line, with the remedy, and is told again only after its bundle has changed.
 *
 * <p>Safe for many threads.
 */
@Component(service = {})
public final class DeployLog implements LogListener, BundleListener {

    private static final Logger LOG = LoggerFactory.getLogger(DeployLog.class);
    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";
    /** A bundle's location, as FileInstall writes it: the last two names of its path help, the rest does not. */
    private static final Pattern LOCATION = Pattern.compile("(file|jardir):\\S*?([^/\\s]+/[^/\\s]+)(?=\\s|$)");

    private final BundleContext context;
    private final LogReaderService logs;
    private final Map<Long, String> told = new ConcurrentHashMap<>();

    @Activate
    public DeployLog(BundleContext context, @Reference LogReaderService logs) {
        this.context = context;
        this.logs = logs;
        context.addBundleListener(this);
        logs.addLogListener(this);
    }

    @Deactivate
    void deactivate() {
        logs.removeLogListener(this);
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        int type = event.getType();
        if (type == BundleEvent.STARTED || type == BundleEvent.UPDATED || type == BundleEvent.UNINSTALLED) {
            told.remove(event.getBundle().getBundleId());
        }
    }

    @Override
    @SuppressWarnings("deprecation") // FileInstall's levels are those numbers
    public void logged(LogEntry entry) {
        Bundle source = entry.getBundle();
        if (source == null || !FILE_INSTALL.equals(source.getSymbolicName())) {
            return;
        }
        String message = Objects.requireNonNullElse(entry.getMessage(), "");
        Throwable thrown = entry.getException();
        Matcher location = LOCATION.matcher(message);
        if (thrown instanceof BundleException failure && location.find()) {
            tellFailure(location.group(), location.group(2), failure);
        } else if (entry.getLevel() <= LogService.LOG_WARNING) {
            LOG.warn("{}{}", shortened(message), thrown == null ? "" : ": " + root(thrown));
        } else if (entry.getLevel() == LogService.LOG_INFO) {
            LOG.info("{}", shortened(message));
        }
    }

    private void tellFailure(String location, String file, BundleException failure) {
        Bundle bundle = context.getBundle(location);
        String line;
        @Nullable Throwable trace = null;
        if (failure.getType() == BundleException.RESOLVE_ERROR && bundle != null) {
            line = file + " cannot be used: "
                    + Missing.of(bundle, context).orElseGet(() -> String.valueOf(failure.getMessage()));
        } else {
            line = file + " does not start: " + root(failure) + "; correct it and put it into deploy/ again";
            trace = failure.getCause();
        }
        String before = bundle == null ? null : told.put(bundle.getBundleId(), line);
        if (!line.equals(before)) {
            LOG.warn(line, trace);
        }
    }

    private static String shortened(String message) {
        return LOCATION.matcher(message).replaceAll("$2");
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
