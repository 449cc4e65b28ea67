package org.threadedstreams.transport.ssh;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.api.InvalidOptionException;

/** What to open: the options, checked. Its text has no secret. */
record SshTarget(
        String host,
        int port,
        String username,
        String password,
        @Nullable Path identity,
        String identityPassphrase,
        String command,
        boolean pty,
        Path knownHosts,
        HostKeyCheck hostKeyCheck,
        Duration heartbeat,
        Duration connectTimeout) {

    static SshTarget of(SshOptions options) {
        return new SshTarget(
                filled("host", options.host()),
                within("port", options.port(), 1, 65_535),
                filled("username", options.username()),
                options.password(),
                options.identity().isBlank() ? null : path("identity", options.identity()),
                options.identityPassphrase(),
                options.command().strip(),
                options.pty(),
                path("knownHosts", filled("knownHosts", options.knownHosts())),
                HostKeyCheck.of(options.hostKeyCheck().strip()),
                Duration.ofMillis(within("heartbeatMillis", options.heartbeatMillis(), 0, 3_600_000)),
                Duration.ofMillis(within("connectTimeoutMillis", options.connectTimeoutMillis(), 1, 3_600_000)));
    }

    /** How messages name the host: {@code host:port}. */
    String address() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** How the file of known hosts names the host. */
    String knownName() {
        return port == 22 ? host : "[" + host + "]:" + port;
    }

    @Override
    public String toString() {
        return username + "@" + address();
    }

    private static String filled(String key, String value) {
        if (value.isBlank()) {
            throw new InvalidOptionException(key, "given");
        }
        return value.strip();
    }

    private static int within(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InvalidOptionException(key, "a number from " + min + " to " + max);
        }
        return value;
    }

    private static Path path(String key, String value) {
        String file = value.strip();
        try {
            return file.startsWith("~/")
                    ? Path.of(System.getProperty("user.home"), file.substring(2))
                    : Path.of(file).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new InvalidOptionException(key, "the path of a file");
        }
    }
}
