package org.threadedstreams.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
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
@Component(service = Troubles.class, property = "org.threadedstreams.service=troubles")
public final class Troubles implements Supplier<List<String>> {

    private final BundleContext context;
    private final Locations locations;
    private final JarFolder jars;
    private final Failures failures;
    private final Components components;
    private final Copies copies;
    private final Twins twins;
    /** The files that FileInstall has handled, as they were then. */
    private final Map<Path, String> shown = new ConcurrentHashMap<>();

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    @Activate
    public Troubles(BundleContext context, @Reference ServiceComponentRuntime runtime) {
        this.context = context;
        this.locations = Locations.of(context);
        this.jars = new JarFolder(locations.watched());
        this.failures = new Failures(context);
        this.components = new Components(context, runtime);
        this.copies = new Copies(context, runtime, locations);
        this.twins = new Twins(context);
    }

    @Deactivate
    void deactivate() {
        failures.close();
    }

    /**
     * Adds a listener, which is called on FileInstall's threads when a file that is no bundle appears. The framework has no event
     * for that.
     */
    void onFile(Runnable listener) {
        listeners.add(listener);
    }

    void remove(Runnable listener) {
        listeners.remove(listener);
    }

    /** FileInstall could not install a file, or not update its bundle. */
    void notInstalled(Path file, Throwable failure) {
        failures.notInstalled(jars.state(file), failure);
    }

    /** FileInstall could not start a bundle. */
    void notStarted(Bundle bundle, Throwable failure) {
        failures.notStarted(bundle, failure);
    }

    /** FileInstall is about to handle a file; returns whether it has one of the gateway's own bundles. */
    boolean isOwnCopy(Path file) {
        JarState jar = jars.state(file);
        // It shows a file that is no bundle at each of its polls.
        boolean changed = !jar.stamp().equals(shown.put(file, jar.stamp()));
        boolean own = original(jar).isPresent();
        if (changed && (own || !jar.fault().isEmpty())) {
            listeners.forEach(Runnable::run);
        }
        return own;
    }

    /** The bundle of the gateway's own that a file would replace, or take others' imports from. */
    private Optional<Bundle> original(JarState jar) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> locations.isProduct(bundle)
                        ? jar.symbolicName().equals(bundle.getSymbolicName())
                        : locations.isOwn(bundle) && jar.isOf(bundle))
                .findFirst();
    }

    /** Whether the bundle that a trouble is about is active, and has not been updated since. */
    boolean isThere(Trouble trouble) {
        return Arrays.stream(context.getBundles())
                .anyMatch(bundle ->
                        bundle.getState() == Bundle.ACTIVE && subject(bundle).equals(trouble.subject()));
    }

    /** The sentences, one line each, as things stand now. */
    @Override
    public List<String> get() {
        return now(bundle -> !locations.isOwn(bundle)).stream()
                .map(Trouble::sentence)
                .distinct()
                .toList();
    }

    /** Those of files and bundles in the folders that FileInstall watches. */
    List<Trouble> ofDeployed() {
        return now(locations::isDeployed);
    }

    private List<Trouble> now(Predicate<Bundle> wanted) {
        List<Trouble> troubles = new ArrayList<>();
        List<JarState> files = jars.list();
        files.forEach(jar ->
                fault(jar).ifPresent(fault -> troubles.add(new Trouble(jar.subject(), jar.name() + " " + fault, ""))));
        troubles.addAll(twins.of(files));
        Map<String, Bundle> shared = copies.shared();
        Arrays.stream(context.getBundles()).filter(wanted).forEach(bundle -> add(bundle, shared, troubles));
        return troubles;
    }

    private Optional<String> fault(JarState jar) {
        return jar.fault().isEmpty()
                ? original(jar)
                        .map(bundle -> "is not used: " + bundle.getSymbolicName() + " " + bundle.getVersion()
                                + " is one of the gateway's own bundles; remove the file")
                        .or(() -> failures.ofFile(jar))
                        .or(() -> lost(jar))
                : Optional.of(jar.fault());
    }

    /** FileInstall uninstalls a bundle that was in two files when one of them is removed, and does not use the other. */
    private Optional<String> lost(JarState jar) {
        return !jar.stamp().equals(shown.get(jar.file()))
                        || Arrays.stream(context.getBundles()).anyMatch(jar::isOf)
                ? Optional.empty()
                : Optional.of(
                        "is there and not used, such as after a file with the same bundle was removed; move it out of the"
                                + " folder, and a second later back");
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
        return bundle.getState() == Bundle.INSTALLED
                ? Missing.of(bundle, context)
                        .or(() -> failures.ofResolution(bundle))
                        .map(cause -> "cannot be used: " + cause)
                : failures.ofStart(bundle).map(cause -> "does not start: " + cause);
    }

    private Trouble of(Bundle bundle, String sentence) {
        return new Trouble(subject(bundle), sentence, "");
    }

    private static String subject(Bundle bundle) {
        return bundle.getBundleId() + "@" + bundle.getLastModified();
    }
}
