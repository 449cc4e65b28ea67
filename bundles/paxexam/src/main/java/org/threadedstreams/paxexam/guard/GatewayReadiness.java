package org.threadedstreams.paxexam.guard;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.gateway.GatewayPart;

/**
 * Whether the gateway in this framework can be used: each bundle in {@code deploy/} is started, no bundle beside the gateway's
 * own has a trouble that {@code bundles/deploy} knows of, and each stream that has a file answers and has its transport.
 *
 * <p>Asked by the thread of the tests; the first answer stands.
 */
final class GatewayReadiness {

    /**
     * When nothing has changed for this long, what is wrong is not on its way to be right, as a reference is to a service of
     * a bundle that is still starting.
     */
    private static final Duration SETTLED = Duration.ofSeconds(4);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final String TROUBLES = "(org.threadedstreams.service=troubles)";
    private static final Set<String> NOT_USABLE = Set.of("waiting", "failed");
    private static final String STREAM_PREFIX = "stream-";
    private static final String STREAM_SUFFIX = ".cfg";

    private final BundleContext context;
    private final Path home;
    private @Nullable String answer;

    GatewayReadiness(BundleContext context) {
        this.context = context;
        this.home = Path.of(context.getProperty(GatewayPart.HOME));
    }

    /** Waits; returns why the gateway cannot be used, empty if it can. */
    synchronized String await() {
        String known = answer;
        if (known == null) {
            known = firstAnswer();
            answer = known;
        }
        return known;
    }

    private String firstAnswer() {
        long start = System.nanoTime();
        long changed = start;
        List<String> before = List.of();
        try {
            while (true) {
                // In this order: what has arrived by the first look is examined by the second.
                List<String> coming = coming();
                List<String> troubles = troubles();
                if (troubles.isEmpty() && coming.isEmpty()) {
                    return "";
                }
                long now = System.nanoTime();
                List<String> seen =
                        Stream.concat(troubles.stream(), coming.stream()).toList();
                if (!seen.equals(before)) {
                    before = seen;
                    changed = now;
                }
                boolean settled = !troubles.isEmpty() && now - changed > SETTLED.toNanos();
                if (settled || now - start > LIMIT.toNanos()) {
                    return said(troubles.isEmpty() ? coming : troubles);
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted while waiting for the gateway";
        }
    }

    private String said(List<String> sentences) {
        return String.join("; also, ", sentences) + " (the gateway's log: " + home.resolve("data/log/gateway.log")
                + ")";
    }

    /** What fails the tests if it lasts. */
    private List<String> troubles() throws InterruptedException {
        List<String> troubles = new ArrayList<>(bundleTroubles());
        statuses().forEach((stream, status) -> {
            if (NOT_USABLE.contains(status.getString("state"))) {
                troubles.add(
                        "stream " + stream + " is " + status.getString("state") + ": " + status.getString("reason"));
            }
        });
        return troubles;
    }

    /** Found by its property alone: the bundle that has the service exports no class. */
    private List<String> bundleTroubles() {
        ServiceReference<?>[] found = references(TROUBLES);
        if (found == null || !(context.getService(found[0]) instanceof Supplier<?> supplier)) {
            return List.of();
        }
        try {
            return supplier.get() instanceof List<?> sentences
                    ? sentences.stream().map(String::valueOf).toList()
                    : List.of();
        } catch (IllegalStateException changed) {
            return List.of("the bundles are still being changed: " + changed.getMessage());
        }
    }

    private ServiceReference<?> @Nullable [] references(String filter) {
        try {
            return context.getAllServiceReferences(null, filter);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bundles that are not started, and streams that have not answered. */
    private List<String> coming() throws InterruptedException {
        List<String> coming = new ArrayList<>();
        if (references(TROUBLES) == null) {
            coming.add("the bundle threadedstreams-deploy, which examines the others, did not start within "
                    + LIMIT.toSeconds() + " s");
        }
        Set<String> started = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE || isFragment(bundle) || isLazy(bundle))
                .map(Bundle::getLocation)
                .collect(Collectors.toSet());
        for (Path jar : files("deploy", "*.jar")) {
            // In the form that FileInstall gives to a bundle's location: a File's URI has one slash, a Path's has
            // three.
            if (!started.contains(jar.toFile().toURI().toString())) {
                coming.add("deploy/" + jar.getFileName() + " was not started within " + LIMIT.toSeconds() + " s");
            }
        }
        Map<String, JsonObject> statuses = statuses();
        for (Path file : files("etc", STREAM_PREFIX + "*" + STREAM_SUFFIX)) {
            String name = file.getFileName().toString();
            String stream = name.substring(STREAM_PREFIX.length(), name.length() - STREAM_SUFFIX.length());
            if (!statuses.containsKey(stream)) {
                coming.add("stream " + stream + " did not answer within " + LIMIT.toSeconds() + " s");
            }
        }
        return coming;
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getState() == Bundle.RESOLVED && bundle.getHeaders().get("Fragment-Host") != null;
    }

    /** Whether it is started as far as it goes before one of its classes is needed. */
    private static boolean isLazy(Bundle bundle) {
        String policy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY);
        return bundle.getState() == Bundle.STARTING && policy != null && policy.startsWith(Constants.ACTIVATION_LAZY);
    }

    /** With the paths that FileInstall has: it resolves links. */
    private List<Path> files(String folder, String pattern) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(home.toRealPath().resolve(folder), pattern)) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** The state objects by stream; none while the gateway does not answer. */
    private Map<String, JsonObject> statuses() throws InterruptedException {
        ServiceReference<EventBus> reference = context.getServiceReference(EventBus.class);
        EventBus bus = reference == null ? null : context.getService(reference);
        if (bus == null) {
            return Map.of();
        }
        try {
            return bus
                    .<JsonArray>request(Addresses.LIST, new JsonObject())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .body()
                    .stream()
                    .map(JsonObject.class::cast)
                    .collect(Collectors.toMap(status -> status.getString("stream"), Function.identity()));
        } catch (ExecutionException | TimeoutException notYet) {
            return Map.of();
        }
    }
}
