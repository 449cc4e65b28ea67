package org.threadedstreams.bridge.listening;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.InvalidOptionException;

/**
 * Where a part of the gateway listens. Immutable.
 *
 * @param host a loopback address, or {@code localhost}
 * @param port 0 for any free one
 */
public record ListenOptions(String host, int port) {

    public static final String DEFAULT_HOST = "127.0.0.1";

    static final List<String> KEYS = List.of("host", "port");

    /** What cannot be a name to look up: digits and dots, or anything with a colon. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");

    /**
     * Reads the properties of a part's file. Never looks a name up.
     *
     * @param defaultPort the port where the file says none
     * @throws InvalidOptionException if a value cannot be used
     */
    static ListenOptions of(Map<String, ?> properties, int defaultPort) {
        return new ListenOptions(
                host(text(properties.get("host"), DEFAULT_HOST)),
                port(text(properties.get("port"), Integer.toString(defaultPort))));
    }

    /** {@code host:port}, with the port that was really taken. */
    public String address(int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    String address() {
        return address(port);
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value == null ? otherwise : value.toString().strip();
    }

    private static String host(String text) {
        if (!loopback(text)) {
            throw new InvalidOptionException(
                    "host", "127.0.0.1, ::1 or localhost, because there is no TLS yet; it is \"" + text + "\"");
        }
        return text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    }

    private static boolean loopback(String host) {
        if (host.toLowerCase(Locale.ROOT).equals("localhost")) {
            return true;
        }
        try {
            return LITERAL.matcher(host).matches()
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with what is out of range.
        }
        throw new InvalidOptionException(
                "port", "a whole number from 0 (any free one) to 65535; it is \"" + text + "\"");
    }
}
