package org.threadedstreams.client;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a running gateway leaves in its home for clients to find it. Immutable.
 *
 * @param host where the bridge listens
 * @param port where the bridge listens
 */
record GatewayFiles(Path home, String host, int port, String token) {

    /**
     * Reads {@code data/gateway.json} and {@code data/token}.
     *
     * @throws GatewayNotRunningException if there are none, or their process is dead
     * @throws IOException if they cannot be read or make no sense
     */
    static GatewayFiles in(Path home) throws IOException {
        Path file = home.resolve("data/gateway.json");
        try {
            Map<String, Object> gateway = JSON.std.mapFrom(Files.readString(file));
            if (!alive(gateway.get("pid"))) {
                throw notRunning(home);
            }
            String bridge = String.valueOf(gateway.get("bridge"));
            int colon = bridge.lastIndexOf(':');
            String host = bridge.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
            int port = Integer.parseInt(bridge.substring(colon + 1));
            return new GatewayFiles(
                    home,
                    host,
                    port,
                    Files.readString(home.resolve("data/token")).strip());
        } catch (NoSuchFileException missing) {
            throw notRunning(home);
        } catch (NumberFormatException nonsense) {
            throw new IOException(file + " names no bridge as host:port; start the gateway again", nonsense);
        }
    }

    static GatewayNotRunningException notRunning(Path home) {
        return new GatewayNotRunningException("the gateway is not running on " + home + ": start it with tstreams run");
    }

    /** Does not show the token. */
    @Override
    public String toString() {
        return host + ":" + port;
    }

    private static boolean alive(@Nullable Object pid) {
        return pid instanceof Number number
                && ProcessHandle.of(number.longValue())
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
    }
}
