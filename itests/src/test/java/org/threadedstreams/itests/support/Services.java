package org.threadedstreams.itests.support;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Waits for services, and says why one does not come. Stateless. */
public final class Services {

    private static final BundleContext CONTEXT =
            FrameworkUtil.getBundle(Services.class).getBundleContext();

    private Services() {}

    /**
     * Waits for a service.
     *
     * @throws AssertionError naming every component that is not satisfied, and the references that it misses
     */
    public static <S> S await(Class<S> type) {
        return await(type, Deadlines.SHORT);
    }

    /** The same, within that time. */
    public static <S> S await(Class<S> type, Duration deadline) {
        try {
            return Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .atMost(deadline)
                    .until(() -> service(type), Objects::nonNull);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no service " + type.getName() + "; " + unsatisfied(), e);
        }
    }

    private static <S> S service(Class<S> type) {
        ServiceReference<S> reference = CONTEXT.getServiceReference(type);
        return reference == null ? null : CONTEXT.getService(reference);
    }

    /** Waits for a service that a filter selects, and returns one of its properties. */
    public static String property(String filter, String name) {
        return Awaitility.await(filter)
                .atMost(Deadlines.SHORT)
                .until(() -> propertyNow(filter, name), Objects::nonNull);
    }

    private static String propertyNow(String filter, String name) throws InvalidSyntaxException {
        ServiceReference<?>[] found = CONTEXT.getAllServiceReferences(null, filter);
        return found == null ? null : (String) found[0].getProperty(name);
    }

    /** Waits until a component is activated, which is later than that its bundle is active. */
    public static void awaitComponent(String name) {
        ServiceComponentRuntime runtime = await(ServiceComponentRuntime.class);
        Awaitility.await(name)
                .atMost(Deadlines.SHORT)
                .until(() -> runtime.getComponentDescriptionDTOs().stream()
                        .filter(component -> component.name.equals(name))
                        .flatMap(component -> runtime.getComponentConfigurationDTOs(component).stream())
                        .anyMatch(configuration -> configuration.state == ComponentConfigurationDTO.ACTIVE));
    }

    /** Every component that does not run, and why. */
    public static String unsatisfied() {
        ServiceComponentRuntime runtime = service(ServiceComponentRuntime.class);
        if (runtime == null) {
            return "there is no ServiceComponentRuntime either";
        }
        String list = runtime.getComponentDescriptionDTOs().stream()
                .flatMap(component -> describe(runtime, component))
                .collect(Collectors.joining("\n  "));
        return list.isEmpty() ? "every component is satisfied" : "not satisfied:\n  " + list;
    }

    private static Stream<String> describe(ServiceComponentRuntime runtime, ComponentDescriptionDTO component) {
        if (!runtime.isComponentEnabled(component)) {
            return Stream.of(component.name + ": not enabled");
        }
        return runtime.getComponentConfigurationDTOs(component).stream()
                .map(Services::describe)
                .filter(text -> !text.isEmpty());
    }

    private static String describe(ComponentConfigurationDTO configuration) {
        String name = configuration.description.name;
        return switch (configuration.state) {
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                name + ": no configuration " + Arrays.toString(configuration.description.configurationPid);
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                Arrays.stream(configuration.unsatisfiedReferences)
                        .map(reference -> name + ": reference " + reference.name + " to "
                                + interfaceOf(configuration, reference.name)
                                + (reference.target == null ? "" : " with " + reference.target))
                        .collect(Collectors.joining("\n  "));
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> name + ": failed: " + configuration.failure;
            default -> "";
        };
    }

    private static String interfaceOf(ComponentConfigurationDTO configuration, String reference) {
        return Arrays.stream(configuration.description.references)
                .filter(declared -> declared.name.equals(reference))
                .map(declared -> declared.interfaceName)
                .findFirst()
                .orElse("?");
    }
}
