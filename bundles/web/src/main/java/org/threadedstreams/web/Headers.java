package org.threadedstreams.web;

import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/** What every answer tells the browser not to do. Stateless. */
final class Headers {

    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none';"
            + " form-action 'none'";

    private static final Map<String, String> SECURE = Map.of(
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), usb=(), serial=()");

    private Headers() {}

    static void secure(HttpServerResponse response) {
        SECURE.forEach(response::putHeader);
    }
}
