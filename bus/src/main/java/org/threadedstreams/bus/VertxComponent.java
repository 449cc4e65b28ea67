package org.threadedstreams.bus;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.file.FileSystemOptions;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.threadedstreams.bus.stream.Publisher;

/** Owns the one Vert.x of the gateway and registers it and its event bus as services, for any bundle to use. */
@Component(
        service = {},
        immediate = true)
public final class VertxComponent {

    private static final Logger LOG = LoggerFactory.getLogger(VertxComponent.class);

    private static final int CLOSE_SECONDS = 2;

    private final Vertx vertx;
    private final List<ServiceRegistration<?>> services;

    @Activate
    public VertxComponent(BundleContext context) {
        vertx = create();
        HandlerFaults.logWithAddress(vertx);
        Publisher.registerCodecs(vertx.eventBus());
        services = List.of(
                context.registerService(Vertx.class, vertx, null),
                context.registerService(EventBus.class, vertx.eventBus(), null));
    }

    /** Vert.x finds its parts by the thread's context loader, which must therefore be its own. */
    private static Vertx create() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Vertx.class.getClassLoader());
        try {
            return Vertx.vertx(new VertxOptions()
                    .setFileSystemOptions(new FileSystemOptions()
                            .setClassPathResolvingEnabled(false)
                            .setFileCachingEnabled(false)));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Deactivate
    void deactivate() {
        services.forEach(ServiceRegistration::unregister);
        try {
            // Its threads need the bundles that are stopped next, so this waits for them, well below SCR's own 5 s.
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Vert.x did not close in good order within {} s", CLOSE_SECONDS, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
