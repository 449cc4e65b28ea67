package org.threadedstreams.testkit.gateway;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/**
 * Ends a gateway whose test JVM has exited without closing it, be it by {@code kill -9}. A gateway does not notice by
 * itself that its parent is gone. Stateless.
 */
final class OrphanGuard {

    /** The shell's read ends when the JVM, which holds the other end of the pipe and never writes, is gone. */
    private static final String SCRIPT = """
            trap '' INT HUP
            read -r never
            kill "$1"
            for second in 1 2 3 4 5 6 7 8 9 10 11 12; do
                kill -0 "$1" || break
                sleep 1
            done
            kill -9 "$1"
            rm -rf -- "$2"
            """;

    private OrphanGuard() {}

    /**
     * Watches for the end of this JVM until the gateway has ended.
     *
     * @param folder deleted after an orphaned gateway has ended
     */
    static void watch(Process gateway, Path folder) throws IOException {
        Process guard = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        SCRIPT,
                        "tstreams-orphan-guard",
                        Long.toString(gateway.pid()),
                        folder.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        gateway.onExit().thenRun(guard::destroyForcibly);
    }
}
