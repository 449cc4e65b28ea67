package org.threadedstreams.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Waits for listeners without connecting to them, which a relay would take for its one client. Stateless. */
final class Listening {

    private Listening() {}

    /** Waits until somebody listens on a port for IPv4. */
    static void await(int port) throws Exception {
        Waiting.until("somebody listens on port " + port, () -> listens(port));
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
