package org.threadedstreams.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/** The mandatory requirements of a bundle that no bundle provides. Stateless. */
final class Missing {

    private static final Pattern VERSION = Pattern.compile("\\((!\\()?(?:bundle-)?version(>=|<=|=)([^)]*)\\)");

    private Missing() {}

    /** What is missing and what to do, as the end of a sentence; empty if everything is there, taken by itself. */
    static Optional<String> of(Bundle bundle, BundleContext context) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        FrameworkWiring wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        if (revision == null || wiring == null) {
            return Optional.empty();
        }
        List<Requirement> missing = revision.getDeclaredRequirements(null).stream()
                .filter(Missing::needed)
                .filter(requirement -> wiring.findProviders(requirement).isEmpty())
                .map(Requirement.class::cast)
                .toList();
        List<String> sentences = new ArrayList<>();
        packages(missing, context).ifPresent(sentences::add);
        for (Requirement requirement : missing) {
            String namespace = requirement.getNamespace();
            if (namespace.equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)) {
                sentences.add("it needs Java" + version(requirement) + " and this is Java "
                        + Runtime.version().feature() + "; run the gateway on a newer one");
            } else if (namespace.equals(BundleNamespace.BUNDLE_NAMESPACE)
                    || namespace.equals(HostNamespace.HOST_NAMESPACE)) {
                sentences.add(
                        "there is no bundle " + name(requirement) + version(requirement) + "; drop it into deploy/");
            } else if (!namespace.equals(PackageNamespace.PACKAGE_NAMESPACE)) {
                sentences.add("nothing provides " + namespace + " "
                        + requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "")
                        + "; drop a bundle that does into deploy/");
            }
        }
        if (missing.isEmpty()) {
            unresolved(revision, wiring).ifPresent(sentences::add);
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join("; also, ", sentences));
    }

    /** The bundles that alone have what it needs and cannot be used themselves. */
    private static Optional<String> unresolved(BundleRevision revision, FrameworkWiring wiring) {
        List<String> names = revision.getDeclaredRequirements(null).stream()
                .filter(Missing::needed)
                .map(requirement -> wiring.findProviders(requirement).stream()
                        .map(provider -> provider.getRevision().getBundle())
                        .toList())
                .filter(providers -> providers.stream().allMatch(bundle -> bundle.getState() == Bundle.INSTALLED))
                .flatMap(List::stream)
                .filter(bundle -> !bundle.equals(revision.getBundle()))
                .map(Locations::name)
                .distinct()
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("it needs " + String.join(", ", names) + ", which cannot be used "
                        + (names.size() == 1 ? "itself" : "themselves") + "; mend that first");
    }

    private static boolean needed(Requirement requirement) {
        String resolution = requirement
                .getDirectives()
                .getOrDefault(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE, Namespace.RESOLUTION_MANDATORY);
        String effective = requirement
                .getDirectives()
                .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE);
        return resolution.equals(Namespace.RESOLUTION_MANDATORY) && effective.equals(Namespace.EFFECTIVE_RESOLVE);
    }

    private static Optional<String> packages(List<Requirement> missing, BundleContext context) {
        List<String> names = missing.stream()
                .filter(requirement -> requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE))
                .map(requirement -> name(requirement) + version(requirement) + others(name(requirement), context))
                .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                names.size() == 1
                        ? "no bundle exports the package " + names.get(0)
                                + ", which it imports; drop a bundle that exports it into deploy/"
                        : "no bundle exports the packages " + String.join(", ", names)
                                + ", which it imports; drop bundles that export them into deploy/");
    }

    /** The versions in which a package is there: none of them is one that was asked for. */
    private static String others(String packageName, BundleContext context) {
        TreeSet<String> versions = Arrays.stream(context.getBundles())
                .map(bundle -> bundle.adapt(BundleRevision.class))
                .filter(revision -> revision != null)
                .flatMap(revision -> revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .map(capability -> capability.getAttributes())
                .filter(attributes -> packageName.equals(attributes.get(PackageNamespace.PACKAGE_NAMESPACE)))
                .map(attributes -> String.valueOf(attributes.get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE)))
                .collect(Collectors.toCollection(TreeSet::new));
        return versions.isEmpty() ? "" : " (there is " + String.join(", ", versions) + ")";
    }

    private static String name(Requirement requirement) {
        String filter = requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
        Matcher name = Pattern.compile("\\(" + Pattern.quote(requirement.getNamespace()) + "=([^)]*)\\)")
                .matcher(filter);
        return name.find() ? name.group(1) : filter;
    }

    private static String version(Requirement requirement) {
        StringBuilder text = new StringBuilder();
        Matcher version =
                VERSION.matcher(requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, ""));
        while (version.find()) {
            String relation = version.group(1) == null
                    ? version.group(2)
                    : version.group(2).equals(">=") ? "<" : ">";
            text.append(text.isEmpty() ? " " : " and ")
                    .append(relation.equals("=") ? "" : relation + " ")
                    .append(version.group(3));
        }
        return text.toString();
    }
}
