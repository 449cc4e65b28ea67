package org.threadedstreams.bus;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.bus.TransportStatus;
import org.threadedstreams.bus.stream.ProviderEntry;
import org.threadedstreams.bus.stream.Providers;

/** Answers which transports are there, and the bundles they come from. Safe for many threads. */
final class Transports {

    private final BundleContext bundles;
    private final Providers providers;
    private final Supplier<Stream<String>> configured;
    private final String version;

    /**
     * An answerer.
     *
     * @param configured the transport of each stream
     */
    Transports(BundleContext bundles, Providers providers, Supplier<Stream<String>> configured) {
        this.bundles = bundles;
        this.providers = providers;
        this.configured = configured;
        version = bundles.getBundle().getVersion().toString();
    }

    void answer(Message<Object> request) {
        Map<String, Long> streams =
                configured.get().collect(Collectors.groupingBy(transport -> transport, Collectors.counting()));
        List<ProviderEntry> used = providers.best();
        JsonArray all = new JsonArray();
        for (ProviderEntry entry : providers.ordered()) {
            boolean best = used.contains(entry);
            long count = best ? streams.getOrDefault(entry.transport(), 0L) : 0;
            all.add(new JsonObject(status(entry, best, count).shape()));
        }
        request.reply(all, new DeliveryOptions().addHeader(Addresses.HEADER_VERSION, version));
    }

    private TransportStatus status(ProviderEntry entry, boolean used, long streams) {
        // It may have gone meanwhile.
        @Nullable Bundle bundle = bundles.getBundle(entry.bundle());
        return new TransportStatus(
                entry.transport(),
                bundle == null ? "" : String.valueOf(bundle.getSymbolicName()),
                bundle == null ? "" : bundle.getVersion().toString(),
                entry.ranking(),
                used,
                streams);
    }
}
