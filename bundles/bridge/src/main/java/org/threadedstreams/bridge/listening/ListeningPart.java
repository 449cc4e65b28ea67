package org.threadedstreams.bridge.listening;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.bridge.conversation.Token;

/**
 * Keeps a part of the gateway listening where its file wants it, and announces that as a {@link GatewayPart}.
 *
 * <p>Called by its component, as Declarative Services call that, and never blocks: a call only says what is wished, and
 * one step after the other, on threads of Vert.x, brings it about.
 */
public final class ListeningPart {

    private static final Logger log = LoggerFactory.getLogger(ListeningPart.class);
    private static final String TOKEN = "data/token";

    /** FileInstall's mark on a configuration that it read from a file. */
    private static final String FROM_FILE = "felix.fileinstall.filename";

    private static final Duration FILE_PATIENCE = Duration.ofSeconds(20);
    private static final Duration FILE_GRACE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final BundleContext bundles;
    private final Path home;
    private final Kind kind;
    private final BiFunction<ListenOptions, Token, ListeningServer> servers;

    private final Object lock = new Object();
    private Wish wish = new Closed();
    private boolean deactivated;
    private Future<?> steps = Future.succeededFuture();
    private @Nullable ServiceRegistration<GatewayPart> announced;

    // Only in steps.
    private Wish granted = wish;
    private @Nullable ListeningServer server;

    /** What is to be. */
    private sealed interface Wish {}

    private record Closed() implements Wish {}

    private record Listening(ListenOptions options) implements Wish {}

    private record Failed(String why) implements Wish {}

    /**
     * Which part it is.
     *
     * @param name as people call it, such as {@code the bridge}
     * @param part its name as a {@link GatewayPart}
     * @param file its file, relative to the home
     * @param defaultPort the port where the file says none
     */
    public record Kind(String name, String part, String file, int defaultPort) {}

    /**
     * Starts.
     *
     * @param properties those of the component
     * @param servers makes what listens
     */
    public ListeningPart(
            Vertx vertx,
            BundleContext bundles,
            Kind kind,
            Map<String, Object> properties,
            BiFunction<ListenOptions, Token, ListeningServer> servers) {
        this.vertx = vertx;
        this.bundles = bundles;
        this.kind = kind;
        this.servers = servers;
        String folder = bundles.getProperty(GatewayPart.HOME);
        this.home = Path.of(folder == null ? "" : folder);
        if (awaitsFile(properties)) {
            awaitFile(FILE_PATIENCE, isStarting());
        } else {
            modified(properties);
        }
    }

    /** The file has come or was edited. Clients stay connected unless host or port changed. */
    public void modified(Map<String, Object> properties) {
        if (!awaitsFile(properties)) {
            warnOfUnknownKeys(properties);
            wish(wished(properties));
        }
    }

    /** Ends it. */
    public void deactivate() {
        synchronized (lock) {
            wish(new Closed());
            deactivated = true;
            withdraw();
        }
    }

    /** Whether there is a file that FileInstall has yet to bring: it comes a little after the component. */
    private boolean awaitsFile(Map<String, Object> properties) {
        return properties.get(FROM_FILE) == null && Files.exists(home.resolve(kind.file()));
    }

    /** At the start it comes in its turn, which may be behind those of thousands of streams. */
    private void awaitFile(Duration patience, boolean starting) {
        vertx.setTimer(patience.toMillis(), late -> {
            synchronized (lock) {
                if (deactivated || !(wish instanceof Closed)) {
                    return;
                }
                boolean stillStarting = isStarting();
                if (stillStarting) {
                    log.warn(
                            "{} waits for its configuration from {}: files are still being read",
                            kind.name(),
                            kind.file());
                }
                if (starting) {
                    awaitFile(FILE_GRACE, stillStarting);
                } else {
                    wish(new Failed(kind.name() + " got no configuration from " + kind.file()
                            + "; check that this file can be read"));
                }
            }
        });
    }

    private boolean isStarting() {
        return bundles.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STARTING;
    }

    private Wish wished(Map<String, Object> properties) {
        try {
            return new Listening(ListenOptions.of(properties, kind.defaultPort()));
        } catch (InvalidOptionException invalid) {
            return new Failed(kind.name() + " cannot listen as " + kind.file() + " says: " + invalid.getMessage());
        }
    }

    private void warnOfUnknownKeys(Map<String, Object> properties) {
        for (String key : properties.keySet()) {
            // Those with a dot are of the framework's making.
            if (!key.contains(".") && !ListenOptions.KEYS.contains(key)) {
                log.warn("{} has the unknown key {}; there are {}", kind.file(), key, ListenOptions.KEYS);
            }
        }
    }

    private void wish(Wish next) {
        synchronized (lock) {
            if (!deactivated) {
                wish = next;
                steps = steps.transform(done -> step());
            }
        }
    }

    private Future<?> step() {
        Wish next;
        synchronized (lock) {
            next = wish;
        }
        if (next.equals(granted)) {
            return Future.succeededFuture();
        }
        granted = next;
        withdraw();
        return stop().transform(stopped -> grant(next));
    }

    private Future<?> stop() {
        ListeningServer stopping = server;
        server = null;
        return stopping == null
                ? Future.succeededFuture()
                : stopping.close()
                        .onFailure(failure -> log.warn("{} did not stop cleanly: {}", kind.name(), failure.toString()));
    }

    private Future<?> grant(Wish next) {
        if (next instanceof Listening to) {
            return listen(to.options()).onSuccess(this::announceAddress).otherwise(failure -> {
                announceFailure(String.valueOf(failure.getMessage()));
                return null;
            });
        }
        if (next instanceof Failed failed) {
            announceFailure(failed.why());
        }
        return Future.succeededFuture();
    }

    private Future<String> listen(ListenOptions options) {
        return vertx.executeBlocking(() -> Token.in(home.resolve(TOKEN)))
                .recover(failure -> Future.failedFuture(kind.name() + " has no token in " + home.resolve(TOKEN) + ": "
                        + failure + "; make that file readable and its folder writable"))
                .compose(token -> listen(servers.apply(options, token))
                        .recover(failure -> Future.failedFuture(
                                kind.name() + " cannot listen on " + options.address() + ": " + failure.getMessage()
                                        + "; set port in " + kind.file() + " (0: any free one)")));
    }

    private Future<String> listen(ListeningServer starting) {
        return starting.listen().map(address -> {
            server = starting;
            return address;
        });
    }

    private void announceAddress(String address) {
        log.info("{} listens on {}", kind.name(), address);
        announce(GatewayPart.ADDRESS, address);
    }

    private void announceFailure(String why) {
        log.error("{}", why);
        announce(GatewayPart.FAILURE, why);
    }

    private void announce(String key, String value) {
        Hashtable<String, Object> properties = new Hashtable<>(Map.of(GatewayPart.PART, kind.part(), key, value));
        synchronized (lock) {
            if (!deactivated) {
                announced = bundles.registerService(GatewayPart.class, new GatewayPart() {}, properties);
            }
        }
    }

    private void withdraw() {
        synchronized (lock) {
            if (announced != null) {
                announced.unregister();
                announced = null;
            }
        }
    }
}
