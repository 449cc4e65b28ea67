package org.threadedstreams.web;

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

/** Keeps the page served where {@code etc/web.cfg} wants it. Called by Declarative Services. */
@Component(
        immediate = true,
        service = {},
        configurationPid = "web",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = WebKeys.class)
public final class Web {

    static final int DEFAULT_PORT = 7680;

    private static final ListeningPart.Kind KIND =
            new ListeningPart.Kind("the page", GatewayPart.WEB, "etc/web.cfg", DEFAULT_PORT);

    private final ListeningPart part;

    @Activate
    public Web(@Reference Vertx vertx, BundleContext bundles, Map<String, Object> properties) {
        part = new ListeningPart(
                vertx,
                bundles,
                KIND,
                properties,
                (options, token) -> new WebServer(vertx, options, token, () -> Page.of(bundles.getBundle())));
    }

    /** Browsers stay connected unless host or port changed. */
    @Modified
    void modified(Map<String, Object> properties) {
        part.modified(properties);
    }

    @Deactivate
    void deactivate() {
        part.deactivate();
    }
}
