package org.threadedstreams.bus.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Which start of the machine this is: what was not on disk at its end may be gone. */
final class Boot {

    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /** The kernel's own name for it; elsewhere the moment when the first process started, if that can be seen. */
    static String id() throws IOException {
        return Files.isReadable(ID) ? Files.readString(ID).strip() : firstProcess();
    }

    private static String firstProcess() {
        Optional<Instant> start = Optional.empty();
        for (long pid = 0; pid <= 4 && start.isEmpty(); pid++) {
            start = ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
        }
        return start.map(Instant::toString).orElse("unknown");
    }
}
