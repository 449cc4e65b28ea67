package org.threadedstreams.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Bundles that have the gateway's types from elsewhere than from the gateway, so that its services are not theirs and theirs are not its.
 *
 * <p>Safe for many threads.
 */
final class Copies {

    private static final String API = "org.threadedstreams.";
    /** Also of use inside one bundle alone, so that only a bundle whose components exchange services of these types is wrong. */
    private static final String BUS = "io.vertx.core";

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;
    private final Locations locations;

    Copies(BundleContext context, ServiceComponentRuntime runtime, Locations locations) {
        this.context = context;
        this.runtime = runtime;
        this.locations = locations;
    }

    /** The packages that the gateway's bundles export for others, and who exports them. */
    Map<String, Bundle> shared() {
        Map<String, Bundle> packages = new TreeMap<>();
        Arrays.stream(context.getBundles())
                .filter(bundle -> locations.isOwn(bundle) && Locations.isProduct(bundle))
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
        List<String> copied = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        shared.forEach((name, exporter) -> {
            Optional<Bundle> source = source(wiring, name);
            if (source.isEmpty()) {
                if (contains(wiring, name) && (name.startsWith(API) || exchanges(bundle, name))) {
                    copied.add(name);
                }
            } else if (source.get() != exporter) {
                foreign.add(name + " from " + Locations.name(source.get()));
            }
        });
        if (!copied.isEmpty()) {
            return Optional.of("has its own copy of " + String.join(", ", copied) + " and does not import "
                    + (copied.size() == 1 ? "it" : "them") + ": " + consequence(bundle, shared)
                    + "; leave the copy out of the jar (Maven: scope provided; bnd: neither -includepackage nor"
                    + " Private-Package), so that it is imported");
        }
        if (!foreign.isEmpty()) {
            return Optional.of("takes " + String.join(", ", foreign) + " and not from the gateway: "
                    + consequence(bundle, shared) + "; remove that bundle from deploy/");
        }
        return Optional.empty();
    }

    private static Optional<Bundle> source(BundleWiring wiring, String packageName) {
        return wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .filter(wire -> packageName.equals(
                        wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
                .map(BundleWire::getProvider)
                .map(revision -> revision.getBundle())
                .findFirst();
    }

    private static boolean contains(BundleWiring wiring, String packageName) {
        return !wiring.listResources(packageName.replace('.', '/'), "*.class", BundleWiring.LISTRESOURCES_LOCAL)
                .isEmpty();
    }

    /** Whether a component of the bundle refers to, or offers, a service of a type of that package. */
    private boolean exchanges(Bundle bundle, String packageName) {
        return runtime.getComponentDescriptionDTOs(bundle).stream()
                .flatMap(Copies::types)
                .anyMatch(type -> type.startsWith(packageName) && type.lastIndexOf('.') == packageName.length());
    }

    private static Stream<String> types(ComponentDescriptionDTO component) {
        return Stream.concat(
                Arrays.stream(component.references).map(reference -> reference.interfaceName),
                Arrays.stream(component.serviceInterfaces));
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
        Bundle exporter = shared.get(type.substring(0, Math.max(0, type.lastIndexOf('.'))));
        return exporter != null && !service.isAssignableTo(exporter, type);
    }
}
