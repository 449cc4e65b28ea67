package org.threadedstreams.deploy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Several files with one bundle.
 *
 * <p>Safe for many threads.
 */
final class Twins {

    private static final String TRANSPORT = "transport";
    private static final String PROVIDER = "org.threadedstreams.api.StreamProvider";

    private final BundleContext context;

    Twins(BundleContext context) {
        this.context = context;
    }

    /** Those among these files. */
    List<Trouble> of(List<JarState> jars) {
        Map<String, List<JarState>> byName = jars.stream()
                .filter(jar -> jar.fault().isEmpty())
                .collect(Collectors.groupingBy(JarState::symbolicName, TreeMap::new, Collectors.toList()));
        return byName.values().stream()
                .filter(twins -> twins.size() > 1)
                .flatMap(twins -> sentence(twins).stream().map(sentence -> trouble(twins, sentence)))
                .toList();
    }

    private static Trouble trouble(List<JarState> twins, String sentence) {
        return new Trouble(twins.stream().map(JarState::subject).collect(Collectors.joining(" ")), sentence, "");
    }

    private Optional<String> sentence(List<JarState> twins) {
        String files = twins.stream().map(JarState::name).collect(Collectors.joining(" and "));
        String name = twins.get(0).symbolicName();
        List<String> versions = twins.stream().map(JarState::version).distinct().toList();
        if (versions.size() < twins.size()) {
            return Optional.of(files + " are the same bundle, " + name + " " + String.join(" and ", versions)
                    + ": only the file that was put there last is used; remove them, and put one of them there again");
        }
        List<Bundle> started = twins.stream().flatMap(this::started).toList();
        if (started.size() > 1 && started.stream().allMatch(Twins::isLibrary)) {
            return Optional.empty();
        }
        return Optional.of(files + " are two versions of the bundle " + name + ", " + String.join(" and ", versions)
                + ": " + used(started) + "; remove one");
    }

    private Stream<Bundle> started(JarState jar) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .filter(bundle -> Locations.file(bundle.getLocation())
                        .filter(jar.file()::equals)
                        .isPresent());
    }

    /** Whether other bundles import from it: these are meant to be there in several versions. */
    private static boolean isLibrary(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring != null
                && wiring.getProvidedWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .anyMatch(wire -> wire.getRequirer().getBundle() != bundle);
    }

    private static String used(List<Bundle> started) {
        if (started.isEmpty()) {
            return "neither is started";
        }
        if (started.size() == 1) {
            return "only " + Locations.name(started.get(0)) + " is started";
        }
        Map<String, ServiceReference<?>> preferred = new TreeMap<>();
        started.stream()
                .flatMap(Twins::transports)
                .forEach(service ->
                        preferred.merge(String.valueOf(service.getProperty(TRANSPORT)), service, Twins::preferred));
        return preferred.isEmpty()
                ? "both are started, and what they do is done twice"
                : "both are started, and streams use "
                        + preferred.entrySet().stream()
                                .map(entry -> "the transport " + entry.getKey() + " of "
                                        + Locations.name(entry.getValue().getBundle()))
                                .collect(Collectors.joining(", "));
    }

    private static Stream<ServiceReference<?>> transports(Bundle bundle) {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        return Arrays.stream(services == null ? new ServiceReference<?>[0] : services)
                .filter(service -> Arrays.asList((String[]) service.getProperty(Constants.OBJECTCLASS))
                        .contains(PROVIDER));
    }

    /** As streams choose: the higher ranking, then the newer bundle. */
    private static ServiceReference<?> preferred(ServiceReference<?> one, ServiceReference<?> other) {
        Comparator<ServiceReference<?>> preference = Comparator.<ServiceReference<?>>comparingInt(service ->
                        service.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0)
                .thenComparingLong(service -> service.getBundle().getBundleId())
                .thenComparingLong(service -> (Long) service.getProperty(Constants.SERVICE_ID));
        return preference.compare(one, other) >= 0 ? one : other;
    }
}
