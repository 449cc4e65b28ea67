package org.threadedstreams.deploy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Finds bundles that load the gateway's types from another bundle than the gateway's own. Neither side then finds the other's services.
 *
 * <p>Safe for many threads.
 */
final class Copies {

    private static final String API = "org.threadedstreams.";
    private static final String API_FOLDER = "org/threadedstreams";
    /** Also of use inside one bundle alone, so that only a bundle whose components exchange services of these types is wrong. */
    private static final String BUS = "io.vertx.core";

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;
    private final Locations locations;
    private final Map<Long, Contained> contained = new ConcurrentHashMap<>();

    private record Contained(long updated, Set<String> packages) {}

    Copies(BundleContext context, ServiceComponentRuntime runtime, Locations locations) {
        this.context = context;
        this.runtime = runtime;
        this.locations = locations;
    }

    /** The packages that the gateway's bundles export for others, and who exports them. */
    Map<String, Bundle> shared() {
        Map<String, Bundle> packages = new TreeMap<>();
        Arrays.stream(context.getBundles())
                .filter(locations::isProduct)
                .map(bundle -> bundle.adapt(BundleWiring.class))
                .filter(Objects::nonNull)
                .flatMap(wiring -> wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .forEach(exported -> {
                    String name = String.valueOf(exported.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
                    if (name.startsWith(API) || name.startsWith(BUS)) {
                        packages.put(name, exported.getRevision().getBundle());
                    }
                });
        return packages;
    }

    /**
     * What is wrong with a resolved bundle, as the end of a sentence that begins with its name.
     *
     * @param shared as {@link #shared} returned it
     */
    Optional<String> of(Bundle bundle, Map<String, Bundle> shared) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) {
            return Optional.empty();
        }
        Map<String, Bundle> sources = sources(wiring);
        List<String> copied = Stream.concat(contained(bundle, wiring).stream(), copiedBus(bundle, wiring))
                .filter(name -> !bundle.equals(shared.getOrDefault(name, bundle)) && !sources.containsKey(name))
                .distinct()
                .sorted()
                .toList();
        if (!copied.isEmpty()) {
            return Optional.of("has its own copy of " + String.join(", ", copied) + " and does not import "
                    + (copied.size() == 1 ? "it" : "them") + ": " + consequence(bundle, shared)
                    + "; leave the copy out of the jar (Maven: scope provided; bnd: neither -includepackage nor"
                    + " Private-Package), so that it is imported");
        }
        Set<String> exchanged = exchangedBus(bundle).collect(Collectors.toSet());
        List<String> foreign = sources.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith(BUS) || exchanged.contains(entry.getKey()))
                .filter(entry -> !entry.getValue().equals(shared.getOrDefault(entry.getKey(), entry.getValue())))
                .map(entry -> entry.getKey() + " from " + Locations.name(entry.getValue()))
                .sorted()
                .toList();
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of("takes " + String.join(", ", foreign) + " and not from the gateway: "
                        + consequence(bundle, shared) + "; remove that bundle from deploy/");
    }

    /** The bundles that packages are imported from. */
    private static Map<String, Bundle> sources(BundleWiring wiring) {
        Map<String, Bundle> sources = new HashMap<>();
        wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)
                .forEach(wire -> sources.put(
                        String.valueOf(wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)),
                        wire.getProvider().getBundle()));
        return sources;
    }

    /** The packages of the API's name that are in the bundle. Looked up once for each of its updates: it reads the whole jar's index. */
    private Set<String> contained(Bundle bundle, BundleWiring wiring) {
        Contained known = contained.get(bundle.getBundleId());
        if (known == null || known.updated() != bundle.getLastModified()) {
            known = new Contained(
                    bundle.getLastModified(), packages(wiring, API_FOLDER, BundleWiring.LISTRESOURCES_RECURSE));
            contained.put(bundle.getBundleId(), known);
        }
        return known.packages();
    }

    private static Set<String> packages(BundleWiring wiring, String folder, int options) {
        return wiring.listResources(folder, "*.class", options | BundleWiring.LISTRESOURCES_LOCAL).stream()
                .map(file ->
                        file.substring(0, Math.max(0, file.lastIndexOf('/'))).replace('/', '.'))
                .collect(Collectors.toSet());
    }

    /** The packages of the bus that are in the bundle, of those whose types are services that its components refer to or offer. */
    private Stream<String> copiedBus(Bundle bundle, BundleWiring wiring) {
        return exchangedBus(bundle)
                .filter(name -> !packages(wiring, name.replace('.', '/'), 0).isEmpty());
    }

    /** The packages of the bus whose types a bundle's components refer to or register as services. */
    private Stream<String> exchangedBus(Bundle bundle) {
        return runtime.getComponentDescriptionDTOs(bundle).stream()
                .flatMap(Copies::types)
                .filter(type -> type.startsWith(BUS))
                .map(Copies::packageOf)
                .distinct();
    }

    private static Stream<String> types(ComponentDescriptionDTO component) {
        return Stream.concat(
                Arrays.stream(component.references).map(reference -> reference.interfaceName),
                Arrays.stream(component.serviceInterfaces));
    }

    private static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }

    private static String consequence(Bundle bundle, Map<String, Bundle> shared) {
        List<String> types = offered(bundle, shared);
        return types.isEmpty()
                ? "its types are not the gateway's, and neither finds the other's services"
                : "its " + String.join(", ", types) + " is not the gateway's, and nobody finds the service";
    }

    /** The simple names of the gateway's types that the bundle has registered as services of another class. */
    private static List<String> offered(Bundle bundle, Map<String, Bundle> shared) {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        return Arrays.stream(services == null ? new ServiceReference<?>[0] : services)
                .flatMap(service -> Arrays.stream((String[]) service.getProperty(Constants.OBJECTCLASS))
                        .filter(type -> foreign(service, type, shared)))
                .map(type -> type.substring(type.lastIndexOf('.') + 1))
                .distinct()
                .toList();
    }

    private static boolean foreign(ServiceReference<?> service, String type, Map<String, Bundle> shared) {
        Bundle exporter = shared.get(packageOf(type));
        return exporter != null && !service.isAssignableTo(exporter, type);
    }
}
