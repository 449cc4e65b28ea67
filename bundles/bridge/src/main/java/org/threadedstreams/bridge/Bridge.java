package org.threadedstreams.bridge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.gateway.GatewayPart;

/**
 * Keeps the bridge listening where {@code etc/bridge.cfg} wants it, and announces that as a {@link GatewayPart}.
 *
 * <p>Called by Declarative Services and never blocks: a call only says what is wished, and one step after the other, on
 * threads of Vert.x, brings it about.
 */
@Component(
        immediate = true,
        service = {},
        configurationPid = "bridge",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = BridgeKeys.class)
public final class Bridge {

    private static final Logger log = LoggerFactory.getLogger(Bridge.class);
    private static final String FILE = "etc/bridge.cfg";
    private static final String TOKEN = "data/token";

    /** FileInstall's mark on a configuration that it read from a file. */
    private static final String FROM_FILE = "felix.fileinstall.filename";

    private static final Duration FILE_DEADLINE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final BundleContext bundles;
    private final Path home;

    private final Object lock = new Object();
    private Wish wish = new Closed();
    private boolean deactivated;
    private Future<?> steps = Future.succeededFuture();
    private @Nullable ServiceRegistration<GatewayPart> announced;

    // Only in steps.
    private Wish granted = wish;
    private @Nullable BridgeServer server;

    /** What is to be. */
    private sealed interface Wish {}

    private record Closed() implements Wish {}

    private record Listening(BridgeOptions options) implements Wish {}

    private record Failed(String why) implements Wish {}

    @Activate
    public Bridge(@Reference Vertx vertx, BundleContext bundles, Map<String, Object> properties) {
        this.vertx = vertx;
        this.bundles = bundles;
        String folder = bundles.getProperty(GatewayPart.HOME);
        this.home = Path.of(folder == null ? "" : folder);
        if (awaitsFile(properties)) {
            vertx.setTimer(FILE_DEADLINE.toMillis(), late -> giveUpWaiting());
        } else {
            modified(properties);
        }
    }

    /** Clients stay connected unless host or port changed. */
    @Modified
    void modified(Map<String, Object> properties) {
        if (!awaitsFile(properties)) {
            warnOfUnknownKeys(properties);
            wish(wished(properties));
        }
    }

    @Deactivate
    void deactivate() {
        synchronized (lock) {
            wish(new Closed());
            deactivated = true;
            withdraw();
        }
    }

    /** Whether there is a file that FileInstall has yet to bring: it comes a little after the component. */
    private boolean awaitsFile(Map<String, Object> properties) {
        return properties.get(FROM_FILE) == null && Files.exists(home.resolve(FILE));
    }

    private void giveUpWaiting() {
        synchronized (lock) {
            if (wish instanceof Closed) {
                wish(new Failed("the bridge got no configuration from " + FILE + " within " + FILE_DEADLINE.toSeconds()
                        + " s; check that this file can be read"));
            }
        }
    }

    private static Wish wished(Map<String, Object> properties) {
        try {
            return new Listening(BridgeOptions.of(properties));
        } catch (InvalidOptionException invalid) {
            return new Failed("the bridge cannot listen as " + FILE + " says: " + invalid.getMessage());
        }
    }

    private static void warnOfUnknownKeys(Map<String, Object> properties) {
        for (String key : properties.keySet()) {
            // Those with a dot are of the framework's making.
            if (!key.contains(".") && !BridgeOptions.KEYS.contains(key)) {
                log.warn("{} has the unknown key {}; there are {}", FILE, key, BridgeOptions.KEYS);
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
        BridgeServer stopping = server;
        server = null;
        return stopping == null
                ? Future.succeededFuture()
                : stopping.close()
                        .onFailure(failure -> log.warn("The bridge did not stop cleanly: {}", failure.toString()));
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

    private Future<String> listen(BridgeOptions options) {
        return vertx.executeBlocking(() -> Token.in(home.resolve(TOKEN)))
                .recover(failure -> Future.failedFuture("the bridge has no token in " + home.resolve(TOKEN) + ": "
                        + failure + "; make that file readable and its folder writable"))
                .compose(token -> listen(new BridgeServer(vertx, options, token))
                        .recover(failure -> Future.failedFuture("the bridge cannot listen on " + options.address()
                                + ": " + failure.getMessage() + "; set port in " + FILE + " (0: any free one)")));
    }

    private Future<String> listen(BridgeServer starting) {
        return starting.listen().map(address -> {
            server = starting;
            return address;
        });
    }

    private void announceAddress(String address) {
        log.info("The bridge listens on {}", address);
        announce(GatewayPart.ADDRESS, address);
    }

    private void announceFailure(String why) {
        log.error("{}", why);
        announce(GatewayPart.FAILURE, why);
    }

    private void announce(String key, String value) {
        Hashtable<String, Object> properties =
                new Hashtable<>(Map.of(GatewayPart.PART, GatewayPart.BRIDGE, key, value));
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
