package org.threadedstreams.bridge;

import io.vertx.core.Vertx;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.threadedstreams.api.gateway.GatewayPart;
import org.threadedstreams.bridge.listening.ListeningPart;

/** Keeps the bridge listening where {@code etc/bridge.cfg} wants it. Called by Declarative Services. */
@Component(
        immediate = true,
        service = {},
        configurationPid = "bridge",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = BridgeKeys.class)
public final class Bridge {

    static final int DEFAULT_PORT = 7654;

    private static final ListeningPart.Kind KIND =
            new ListeningPart.Kind("the bridge", GatewayPart.BRIDGE, "etc/bridge.cfg", DEFAULT_PORT);

    private final ListeningPart part;

    @Activate
    public Bridge(@Reference Vertx vertx, BundleContext bundles, Map<String, Object> properties) {
        part = new ListeningPart(
                vertx, bundles, KIND, properties, (options, token) -> new BridgeServer(vertx, options, token));
    }

    /** Clients stay connected unless host or port changed. */
    @Modified
    void modified(Map<String, Object> properties) {
        part.modified(properties);
    }

    @Deactivate
    void deactivate() {
        part.deactivate();
    }
}
