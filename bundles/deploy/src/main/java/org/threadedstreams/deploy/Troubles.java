package org.threadedstreams.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * What keeps bundles from working, of all that are not the gateway's own.
 *
 * <p>Programs such as tests find the service by its property alone and cast it to {@link Supplier}. It is not registered by that
 * name: a component with a reference to any {@code Supplier} would get it.
 *
 * <p>Safe for many threads.
 */
@Component(
        service = {Troubles.class, Supplier.class},
        property = "org.threadedstreams.service=troubles")
public final class Troubles implements Supplier<List<String>>, FrameworkListener, BundleListener {

    private final BundleContext context;
    private final Locations locations;
    private final Components components;
    private final Copies copies;
    /** Why bundles did not start, by their ids: the framework forgets it. */
    private final Map<Long, BundleException> failures = new ConcurrentHashMap<>();

    @Activate
    public Troubles(BundleContext context, @Reference ServiceComponentRuntime runtime) {
        this.context = context;
        this.locations = Locations.of(context);
        this.components = new Components(context, runtime);
        this.copies = new Copies(context, runtime, locations);
        context.addFrameworkListener(this);
        context.addBundleListener(this);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(this);
        context.removeFrameworkListener(this);
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR && event.getThrowable() instanceof BundleException failure) {
            failed(event.getBundle(), failure);
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        int type = event.getType();
        if (type == BundleEvent.STARTED || type == BundleEvent.UPDATED || type == BundleEvent.UNINSTALLED) {
            failures.remove(event.getBundle().getBundleId());
        }
    }

    /** A bundle did not start. */
    void failed(Bundle bundle, BundleException failure) {
        failures.put(bundle.getBundleId(), failure);
    }

    /** The sentences, one line each, as things stand now. */
    @Override
    public List<String> get() {
        return now().stream().map(Trouble::sentence).distinct().toList();
    }

    List<Trouble> now() {
        List<Trouble> troubles = new ArrayList<>();
        Map<String, Bundle> shared = copies.shared();
        Arrays.stream(context.getBundles())
                .filter(bundle -> !locations.isOwn(bundle))
                .forEach(bundle -> add(bundle, shared, troubles));
        return troubles;
    }

    private void add(Bundle bundle, Map<String, Bundle> shared, List<Trouble> troubles) {
        String name = Locations.name(bundle);
        if (bundle.getSymbolicName() == null) {
            troubles.add(
                    of(bundle, name + " is no bundle: its manifest has no Bundle-SymbolicName; build it with bnd"));
            return;
        }
        switch (bundle.getState()) {
            case Bundle.INSTALLED, Bundle.RESOLVED ->
                notStarted(bundle).ifPresent(cause -> troubles.add(of(bundle, name + " " + cause)));
            case Bundle.ACTIVE -> {
                for (Components.Idle idle : components.idle(bundle)) {
                    String component = name + ": component " + idle.name();
                    troubles.add(new Trouble(
                            subject(bundle),
                            locations.isDeployed(bundle),
                            component + " is not started: " + idle.cause(),
                            component + " is started"));
                }
                copies.of(bundle, shared).ifPresent(cause -> troubles.add(of(bundle, name + " " + cause)));
            }
            default -> {
                // On its way to one of those.
            }
        }
    }

    private Optional<String> notStarted(Bundle bundle) {
        BundleException failure = failures.get(bundle.getBundleId());
        if (bundle.getState() == Bundle.INSTALLED) {
            return Missing.of(bundle, context)
                    .or(() -> Optional.ofNullable(failure).map(BundleException::getMessage))
                    .map(cause -> "cannot be used: " + cause);
        }
        boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        return fragment || failure == null
                ? Optional.empty()
                : Optional.of("does not start: " + Failures.cause(failure));
    }

    private Trouble of(Bundle bundle, String sentence) {
        return new Trouble(subject(bundle), locations.isDeployed(bundle), sentence, "");
    }

    private static String subject(Bundle bundle) {
        return bundle.getBundleId() + "@" + bundle.getLastModified();
    }
}
