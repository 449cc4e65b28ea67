package org.threadedstreams.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what another site has had a browser send. The token keeps everybody else out; this is for browsers, which send
 * requests on behalf of any page that is open in them. Immutable.
 */
final class Gate {

    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    /** What a browser says of requests that another site has made. {@code none}: the user typed it. */
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Set<String> names;

    /**
     * A gate.
     *
     * @param host where this server listens
     */
    Gate(String host) {
        String own = host.contains(":") ? "[" + host + "]" : host;
        names = Set.copyOf(List.of("127.0.0.1", "localhost", "[::1]", own.toLowerCase(Locale.ROOT)).stream()
                .distinct()
                .toList());
    }

    /** A refusal. */
    record Refusal(int status, String why) {}

    /**
     * Judges a request.
     *
     * @param own whether it is only for pages of this server, and for no link on another
     */
    Optional<Refusal> judge(HttpServerRequest request, boolean own) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() != 1) {
            return refuse(400, "one Host header is needed");
        }
        Matcher host = HOST.matcher(hosts.get(0));
        if (!host.matches()) {
            return refuse(400, "this is no Host");
        }
        // A name of somebody else's that leads here: DNS rebinding.
        if (!names.contains(host.group(1).toLowerCase(Locale.ROOT))) {
            return refuse(403, "this host is not served; use 127.0.0.1 or localhost");
        }
        if (foreign(request.headers().getAll(HttpHeaders.ORIGIN), hosts.get(0))) {
            return refuse(403, "another origin may not ask here");
        }
        if (own && !sameSite(request.getHeader("sec-fetch-site"))) {
            return refuse(403, "another site may not ask here");
        }
        return Optional.empty();
    }

    private static boolean foreign(List<String> origins, String host) {
        return !origins.isEmpty() && (origins.size() > 1 || !origins.get(0).equalsIgnoreCase("http://" + host));
    }

    private static boolean sameSite(@Nullable String site) {
        return site == null || OWN_SITE.contains(site);
    }

    private static Optional<Refusal> refuse(int status, String why) {
        return Optional.of(new Refusal(status, why));
    }
}
