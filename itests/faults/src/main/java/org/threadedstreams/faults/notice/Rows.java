package org.threadedstreams.faults.notice;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.threadedstreams.rig.Tool;

/** All rows, and what those of several transports use. Stateless. */
final class Rows {

    static final String AT_ONCE = "the system, at once";
    static final String RECONNECT = "`reconnectMinMillis` (200): the first attempt after the break";

    /** A command that exits when it reads a line. */
    static final String EXIT = "read -r line; exit 3";

    static final byte[] LINE = "\n".getBytes(StandardCharsets.UTF_8);
    private static final int WRITE_TIMEOUT_MILLIS = 1_500;
    static final String WRITE_TIMEOUT =
            "`writeTimeoutMillis` (30000), here " + WRITE_TIMEOUT_MILLIS + "; from the write on that is not taken";
    static final String STALLED = "it stops reading, and is written to";

    private Rows() {}

    static List<Row> all() {
        return Stream.of(TcpRows.all(), SshRows.all(), SerialRows.all(), ExecRows.all())
                .flatMap(List::stream)
                .toList();
    }

    static Optional<String> missingSshd() {
        return missing("sshd", "openssh-server");
    }

    static Optional<String> missingSocat() {
        return missing("socat", "socat");
    }

    private static Optional<String> missing(String program, String debianPackage) {
        return Tool.find(program).isPresent()
                ? Optional.empty()
                : Optional.of("there is no " + program + " on this machine: apt-get install " + debianPackage);
    }

    static List<String> with(List<String> configuration, String... more) {
        List<String> all = new ArrayList<>(configuration);
        all.addAll(List.of(more));
        return all;
    }

    static String writeTimeout() {
        return "writeTimeoutMillis = " + WRITE_TIMEOUT_MILLIS;
    }

    static void nothing() {}

    /** Has {@link #EXIT} exit. */
    static long exit(Observer observer) {
        long now = System.nanoTime();
        observer.write(LINE);
        return now;
    }
}
