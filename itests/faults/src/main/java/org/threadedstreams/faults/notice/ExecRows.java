package org.threadedstreams.faults.notice;

import static org.threadedstreams.faults.notice.Play.now;

import java.util.List;
import java.util.Optional;

/** What happens to streams that are processes. Stateless. */
final class ExecRows {

    private ExecRows() {}

    static List<Row> all() {
        return List.of(
                new Row(
                        "exec",
                        "the process exits",
                        "END_OF_STREAM",
                        "",
                        Rows.AT_ONCE,
                        true,
                        Optional::empty,
                        folder -> exec(Rows.EXIT, observer -> Rows.exit(observer))),
                new Row(
                        "exec",
                        "the process is killed",
                        "READ_FAILED",
                        "",
                        Rows.AT_ONCE,
                        true,
                        Optional::empty,
                        folder -> {
                            String mark = folder.getFileName() + "."
                                    + ProcessHandle.current().pid();
                            return exec("exec sh -c 'cat; exit' " + mark, now(() -> kill(mark)));
                        }),
                new Row(
                        "exec",
                        Rows.STALLED,
                        "WRITE_TIMEOUT",
                        "",
                        Rows.WRITE_TIMEOUT,
                        false,
                        Optional::empty,
                        folder -> exec("exec sleep 100000", Observer::writeUntilStuck, Rows.writeTimeout())));
    }

    private static Scene exec(String command, Play.Strike strike, String... more) {
        return new Play(
                Rows.with(List.of("transport = exec", "command = " + command), more), strike, Rows::nothing, List.of());
    }

    private static void kill(String mark) {
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .orElse(List.of())
                        .contains(mark))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
