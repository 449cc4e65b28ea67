package org.threadedstreams.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Why components of Declarative Services are not started.
 *
 * <p>Safe for many threads.
 */
final class Components {

    private static final String REQUIRE = "require";
    private static final Pattern NOT_ITS_OWN =
            Pattern.compile("at (?:java\\.|jdk\\.|org\\.apache\\.felix\\.|org\\.osgi\\.)");

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;

    Components(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    /** The manifest header with the files that declare components. */
    private static final String DECLARED = "Service-Component";

    /** An immediate component is satisfied before its constructor is called, and active only once that has returned. */
    private static final String NOT_YET =
            "its constructor or activate method has not returned, or a service that it refers to"
                    + " failed to start; do not block in them: start a thread and return";

    /** A component that is not started. */
    record Idle(String name, String cause) {}

    /** Those of an active bundle that are enabled and not started. */
    List<Idle> idle(Bundle bundle) {
        Collection<ComponentDescriptionDTO> components = runtime.getComponentDescriptionDTOs(bundle);
        String declared = bundle.getHeaders("").get(DECLARED);
        if (components.isEmpty() && declared != null && !declared.isBlank() && !declared.contains("*")) {
            return List.of(
                    new Idle(declared, "Declarative Services has not read this file; build the bundle with bnd"));
        }
        return components.stream()
                .filter(runtime::isComponentEnabled)
                .flatMap(component -> causes(bundle, component).map(cause -> new Idle(component.name, cause)))
                .distinct()
                .toList();
    }

    private Stream<String> causes(Bundle bundle, ComponentDescriptionDTO component) {
        Collection<ComponentConfigurationDTO> configurations = runtime.getComponentConfigurationDTOs(component);
        if (configurations.isEmpty()) {
            return REQUIRE.equals(component.configurationPolicy)
                    ? Stream.of(noConfiguration(component))
                    : Stream.empty();
        }
        return configurations.stream().flatMap(configuration -> cause(bundle, configuration).stream());
    }

    private Optional<String> cause(Bundle bundle, ComponentConfigurationDTO configuration) {
        return switch (configuration.state) {
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                Optional.of(noConfiguration(configuration.description));
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> Optional.of(noServices(bundle, configuration));
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> Optional.of(failed(configuration.failure));
            case ComponentConfigurationDTO.ACTIVE -> Optional.empty();
            default ->
                unloadable(bundle, configuration.description.implementationClass)
                        .or(() -> configuration.description.immediate ? Optional.of(NOT_YET) : Optional.empty());
        };
    }

    private static String noConfiguration(ComponentDescriptionDTO component) {
        return "there is no configuration " + String.join(" or ", component.configurationPid)
                + ", which it requires; write etc/" + component.configurationPid[0] + ".cfg";
    }

    private String noServices(Bundle bundle, ComponentConfigurationDTO configuration) {
        List<String> missing = new ArrayList<>();
        for (UnsatisfiedReferenceDTO reference : configuration.unsatisfiedReferences) {
            missing.add(noService(bundle, configuration.description, reference));
        }
        return String.join(", and ", missing)
                + (missing.size() == 1 ? "; deploy a bundle that registers it" : "; deploy bundles that register them");
    }

    private String noService(Bundle bundle, ComponentDescriptionDTO component, UnsatisfiedReferenceDTO reference) {
        String service = Arrays.stream(component.references)
                .filter(declared -> declared.name.equals(reference.name))
                .map(declared -> declared.interfaceName)
                .findFirst()
                .orElse("?");
        boolean filtered = reference.target != null && !reference.target.isEmpty();
        return "nobody offers the service " + service + (filtered ? " with " + reference.target : "") + " (reference "
                + reference.name + others(bundle, service, filtered ? reference.target : null) + ")";
    }

    /** What is said of services with the right name that are not taken. */
    private String others(Bundle bundle, String service, @Nullable String target) {
        List<ServiceReference<?>> named = services(service, null);
        List<ServiceReference<?>> matching = services(service, target);
        List<ServiceReference<?>> foreign = matching.stream()
                .filter(offered -> !offered.isAssignableTo(bundle, service))
                .toList();
        if (!matching.isEmpty()) {
            return foreign.isEmpty()
                    ? ""
                    : "; that of " + providers(foreign) + " has the type from another copy of its package";
        }
        return named.isEmpty() ? "" : "; that of " + providers(named) + " does not match";
    }

    private List<ServiceReference<?>> services(String service, @Nullable String target) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(service, target);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException e) {
            return List.of();
        }
    }

    private static String providers(List<ServiceReference<?>> services) {
        return services.stream()
                .map(ServiceReference::getBundle)
                .filter(bundle -> bundle != null)
                .map(Locations::name)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** By the stack trace of an activation that failed: the exception at its root, and where it was thrown. */
    static String failed(@Nullable String trace) {
        String root = "an exception";
        String place = "";
        for (String line : trace == null ? List.<String>of() : trace.lines().toList()) {
            String text = line.strip();
            if (text.startsWith("at ")) {
                place = place.isEmpty() && !NOT_ITS_OWN.matcher(text).lookingAt() ? " " + text : place;
            } else if (!line.startsWith("\t") && (root.equals("an exception") || text.startsWith("Caused by: "))) {
                root = text.startsWith("Caused by: ") ? text.substring("Caused by: ".length()) : text;
                place = "";
            }
        }
        return "it threw " + root + place + "; correct it and put it into deploy/ again";
    }

    /** Declarative Services only logs that a class cannot be loaded; the component looks as if it waited for its first use. */
    private static Optional<String> unloadable(Bundle bundle, String type) {
        try {
            bundle.loadClass(type);
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of(Causes.of(e));
        }
    }
}
