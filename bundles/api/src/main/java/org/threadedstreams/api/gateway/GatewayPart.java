package org.threadedstreams.api.gateway;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A marker service that a part of the gateway registers. Only its properties count, so that the launcher, which lives
 * outside the framework, can read them without sharing a class.
 */
@ProviderType
public interface GatewayPart {

    /** The framework property with the gateway's home folder, an absolute path. */
    String HOME = "tstreams.home";

    /** The framework property that is {@code true} where streams are only checked and none is opened. */
    String CHECK = "tstreams.check";

    /** Service property: which part, such as {@link #STREAMS} or {@link #BRIDGE}. */
    String PART = "gateway.part";

    /** The streams. Its {@link #NAMES} grows as configurations arrive. */
    String STREAMS = "streams";

    /** The bridge. Registered when it listens, with {@link #ADDRESS}, or when it cannot, with {@link #FAILURE}. */
    String BRIDGE = "bridge";

    /**
     * The page. Registered when it is served, with its URL as {@link #ADDRESS}, or when it cannot be, with
     * {@link #FAILURE}.
     */
    String WEB = "web";

    /** Service property, {@code String[]}: the streams that answer on their addresses. */
    String NAMES = "gateway.names";

    /** Service property: {@code host:port}, or a URL. */
    String ADDRESS = "gateway.address";

    /** Service property: why this part cannot work, and what to do, in one line. The gateway stops with exit code 2. */
    String FAILURE = "gateway.failure";
}
