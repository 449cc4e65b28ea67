package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Waits for listeners without connecting to them, which a relay would take for its one client. Stateless. */
final class Listening {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Listening() {}

    /** Waits until somebody listens on a port for IPv4. */
    static void await(int port) throws IOException, TimeoutException {
        long start = System.nanoTime();
        while (!listens(port)) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new TimeoutException("nobody listens on port " + port);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean listens(int port) throws IOException {
        String end = String.format(Locale.ROOT, ":%04X", port);
        for (String line : Files.readAllLines(Path.of("/proc/net/tcp"))) {
            // number, own address, the other's, state: 0A is LISTEN
            List<String> fields = List.of(line.strip().split("\\s+"));
            if (fields.get(1).endsWith(end) && fields.get(3).equals("0A")) {
                return true;
            }
        }
        return false;
    }
}
