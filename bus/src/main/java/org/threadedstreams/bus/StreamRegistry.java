package org.threadedstreams.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.api.InvalidOptionException;
import org.threadedstreams.api.StreamProvider;
import org.threadedstreams.api.bus.Addresses;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.bus.config.ConfigFile;
import org.threadedstreams.bus.journal.JournalStore;
import org.threadedstreams.bus.stream.ProviderEntry;
import org.threadedstreams.bus.stream.Providers;
import org.threadedstreams.bus.stream.StreamActor;
import org.threadedstreams.bus.stream.StreamRequests;
import org.threadedstreams.bus.stream.StreamRuntime;

/**
 * Owns every stream by name. Configurations and transports come and go; a stream, once there, stays until the gateway stops.
 *
 * <p>Safe for many threads.
 */
@Component(service = StreamRegistry.class, immediate = true, configurationPid = JournalOptions.PID)
@Designate(ocd = JournalOptions.Keys.class)
public final class StreamRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(StreamRegistry.class);

    private static final long STOP_SECONDS = 5;

    private final BundleContext context;
    private final MetaTypeService metatypes;
    private final boolean checking;
    private final ExecutorService pool;
    private final ScheduledThreadPoolExecutor timer;
    private final JournalStore journals;
    private final StreamRuntime runtime;
    private final Providers providers = new Providers();
    private final Map<String, Entry> streams = new ConcurrentSkipListMap<>();
    private final MessageConsumer<Object> list;
    private final MessageConsumer<Object> endpoints;
    private final MessageConsumer<Object> transports;
    private final Announcement announcement;

    private record Entry(StreamActor actor, StreamRequests requests) {}

    @Activate
    public StreamRegistry(
            BundleContext context,
            @Reference Vertx vertx,
            @Reference EventBus bus,
            @Reference MetaTypeService metatypes,
            Map<String, Object> properties) {
        this.context = context;
        this.metatypes = metatypes;
        this.checking = Boolean.parseBoolean(context.getProperty(GatewayPart.CHECK));
        this.pool = Executors.newCachedThreadPool(named("streams-pool"));
        this.timer = new ScheduledThreadPoolExecutor(1, named("streams-timer"));
        this.timer.setRemoveOnCancelPolicy(true);
        this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        Clock clock = Clock.systemUTC();
        this.journals = new JournalStore(home(context).resolve("data/streams"), timer, clock, 0);
        modified(properties);
        this.runtime = new StreamRuntime(vertx, pool, timer, clock, RandomGenerator.getDefault(), journals);
        this.list = bus.consumer(Addresses.LIST, this::list);
        this.endpoints = bus.consumer(Addresses.ENDPOINTS, new Endpoints(providers, pool)::answer);
        this.transports =
                bus.consumer(Addresses.TRANSPORTS, new Transports(context, providers, this::configured)::answer);
        this.announcement = new Announcement(context, pool);
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static Path home(BundleContext context) {
        String folder = context.getProperty(GatewayPart.HOME);
        return Path.of(folder == null ? "" : folder);
    }

    /** {@code etc/journal.cfg} has come, was edited, or is gone. */
    @Modified
    void modified(Map<String, Object> properties) {
        JournalOptions.unknown(properties)
                .forEach(key -> LOG.warn("{} has the unknown key {}", JournalOptions.FILE, key));
        try {
            journals.keepFree(JournalOptions.of(properties).freeBytes());
        } catch (InvalidOptionException e) {
            LOG.error("{}: {}; as before until it is corrected", JournalOptions.FILE, e.getMessage());
        }
    }

    private void list(Message<Object> request) {
        // One of them, for who wants no more: there may be thousands.
        Object only = request.body() instanceof JsonObject asked ? asked.getValue(Addresses.HEADER_STREAM) : null;
        JsonArray all = new JsonArray();
        streams.values().stream()
                .map(Entry::actor)
                .filter(actor -> only == null || actor.name().equals(only))
                .filter(actor -> actor.settled().isDone())
                .forEach(actor -> all.add(new JsonObject(actor.status().shape())));
        request.reply(all);
    }

    /** The transport of each stream. */
    private Stream<String> configured() {
        return streams.values().stream()
                .map(Entry::actor)
                .filter(actor -> actor.settled().isDone())
                .map(actor -> actor.status().transport());
    }

    /** Has a stream be as its file says. */
    void configure(String name, ConfigFile file) {
        if (!Addresses.validName(name)) {
            LOG.error("{}: a stream's name must match [a-zA-Z0-9][a-zA-Z0-9._-]*; rename the file", file);
            return;
        }
        stream(name).actor().configure(file);
    }

    /** Not by the map itself, which may create one twice. */
    private synchronized Entry stream(String name) {
        Entry there = streams.get(name);
        if (there == null) {
            there = create(name);
            streams.put(name, there);
        }
        return there;
    }

    private Entry create(String name) {
        StreamActor actor = new StreamActor(name, runtime, providers);
        StreamRequests requests = new StreamRequests(actor, runtime.bus());
        Future.all(requests.ready(), Future.fromCompletionStage(actor.settled()))
                .onSuccess(ready -> announcement.add(name))
                .onFailure(e -> LOG.error("stream {} cannot answer on its addresses", name, e));
        return new Entry(actor, requests);
    }

    /** Ends a stream whose file is gone. */
    void remove(String name, String reason) {
        Entry entry = streams.get(name);
        if (entry != null) {
            entry.actor().remove(reason);
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindProvider(StreamProvider<?> provider, Map<String, Object> service) {
        ProviderEntry entry = new ProviderEntry(
                String.valueOf(service.get(StreamProvider.TRANSPORT)),
                checking ? new CheckingProvider<>(provider) : provider,
                (int) number(service, Constants.SERVICE_RANKING),
                number(service, Constants.SERVICE_BUNDLEID),
                number(service, Constants.SERVICE_ID),
                metatype(provider, service));
        providers.add(entry);
        LOG.info("transport {} is there, from bundle {}", entry.transport(), entry.bundle());
        tellStreams();
    }

    void unbindProvider(StreamProvider<?> provider, Map<String, Object> service) {
        providers.remove(number(service, Constants.SERVICE_ID));
        LOG.info("transport {} is gone", service.get(StreamProvider.TRANSPORT));
        tellStreams();
    }

    private static long number(Map<String, Object> service, String property) {
        return service.get(property) instanceof Number number ? number.longValue() : 0;
    }

    private void tellStreams() {
        streams.values().forEach(entry -> entry.actor().providersChanged());
    }

    /** What the provider's bundle publishes of its options: texts, limits, allowed values. */
    private @Nullable ObjectClassDefinition metatype(StreamProvider<?> provider, Map<String, Object> service) {
        Bundle bundle = context.getBundle(number(service, Constants.SERVICE_BUNDLEID));
        MetaTypeInformation published = bundle == null ? null : metatypes.getMetaTypeInformation(bundle);
        if (published == null) {
            return null;
        }
        try {
            String id = provider.optionsType().getName();
            return Stream.of(published.getPids())
                    .map(pid -> published.getObjectClassDefinition(pid, null))
                    .filter(definition -> definition.getID().equals(id))
                    .findFirst()
                    .orElse(null);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("the options of transport {} cannot be read", service.get(StreamProvider.TRANSPORT), e);
            return null;
        }
    }

    @Deactivate
    void deactivate() {
        announcement.end();
        list.unregister();
        endpoints.unregister();
        transports.unregister();
        List<CompletableFuture<Void>> stopping = new ArrayList<>();
        streams.values().forEach(entry -> {
            entry.requests().close();
            stopping.add(entry.actor().stop());
        });
        CompletableFuture<Void> all = CompletableFuture.allOf(stopping.toArray(CompletableFuture[]::new));
        // Until then a transport that does not let go is waited for, for the time that it has.
        all.whenComplete((stopped, failure) -> {
            journals.close();
            timer.shutdown();
            pool.shutdown();
        });
        awaitEnd(all);
    }

    /** The process may end after this, and shall not find journals open. */
    private static void awaitEnd(CompletableFuture<Void> all) {
        try {
            all.get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "not all streams have ended after {} s; their journals are recovered at the next start",
                    STOP_SECONDS);
        } catch (ExecutionException e) {
            LOG.error("a stream failed to end, which is a bug", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
