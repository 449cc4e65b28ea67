package org.threadedstreams.faults.notice;

import static org.threadedstreams.faults.notice.Play.now;

import java.util.List;

/** What happens to serial streams. Stateless. */
final class SerialRows {

    private SerialRows() {}

    static List<Row> all() {
        return List.of(
                new Row(
                        "serial",
                        "the port hangs up, and is back later",
                        "READ_FAILED",
                        "",
                        Rows.AT_ONCE,
                        true,
                        Rows::missingSocat,
                        folder -> {
                            Port port = new Port(folder.resolve("port"), "EXEC:cat");
                            return serial(port, now(port::pull), port::plug);
                        }),
                new Row(
                        "serial",
                        Rows.STALLED,
                        "WRITE_TIMEOUT",
                        "",
                        Rows.WRITE_TIMEOUT,
                        false,
                        Rows::missingSocat,
                        folder -> {
                            Port port = new Port(folder.resolve("port"), "EXEC:sleep 100000");
                            return serial(port, Observer::writeUntilStuck, Rows::nothing, Rows.writeTimeout());
                        }));
    }

    private static Scene serial(Port port, Play.Strike strike, Play.Act mend, String... more) {
        return new Play(
                Rows.with(List.of("transport = serial", "port = " + port.path()), more), strike, mend, List.of(port));
    }
}
