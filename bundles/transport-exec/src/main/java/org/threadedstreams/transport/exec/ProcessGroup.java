package org.threadedstreams.transport.exec;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A shell that leads a session, and so a process group, of its own. When it has ended, what it left in its group is ended
 * too: the JDK knows no groups.
 *
 * <p>Safe from any thread.
 */
final class ProcessGroup {

    private static final int INPUT_MILLIS = 200;

    /** Asks the group {@code $0} to end, looks whether it has after each of the times, and kills it then. */
    private static final String END =
            "kill -s TERM -- -$0 && for i; do sleep $i; kill -s 0 -- -$0 || exit; done; kill -s KILL -- -$0";

    private static final List<String> FOR_THE_SHELL = List.of(".02", ".08", ".1", ".1", ".1", ".1", ".1");
    private static final List<String> FOR_WHAT_IT_LEFT = FOR_THE_SHELL.subList(0, 2);

    private static final Map<Integer, String> SIGNALS =
            Map.of(1, "HUP", 2, "INT", 6, "ABRT", 9, "KILL", 11, "SEGV", 13, "PIPE", 15, "TERM");

    private final Process shell;
    private boolean ended;

    private ProcessGroup(Process shell) {
        this.shell = shell;
    }

    static ProcessGroup start(String command, @Nullable File directory) throws IOException {
        ProcessGroup group = new ProcessGroup(new ProcessBuilder("setsid", "/bin/sh", "-c", command)
                .directory(directory)
                .redirectErrorStream(true)
                .start());
        // What it leaves behind may hold its output, and whoever waits for that.
        group.shell.onExit().thenRun(group::end);
        return group;
    }

    InputStream output() {
        return shell.getInputStream();
    }

    OutputStream input() {
        return shell.getOutputStream();
    }

    /** Closes its input, and gives it a moment to read what is in there and to end. Nobody may be writing. */
    void endInput() {
        if (!hasEnded(0)) {
            try {
                input().close();
            } catch (IOException e) {
                // It has ended meanwhile.
            }
            hasEnded(INPUT_MILLIS);
        }
    }

    /**
     * Ends the group, and what has left the group and is still below the shell. Takes less than a second, unless it cannot be
     * ended.
     */
    synchronized void end() {
        if (ended) {
            return;
        }
        List<ProcessHandle> below = shell.descendants().toList();
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", END, Long.toString(shell.pid())));
        command.addAll(shell.isAlive() ? FOR_THE_SHELL : FOR_WHAT_IT_LEFT);
        try {
            new ProcessBuilder(command).redirectError(Redirect.DISCARD).start().waitFor();
        } catch (IOException | InterruptedException e) {
            shell.toHandle().destroyForcibly();
        }
        ended = true;
        below.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends it, lets go of its input and output, and says how it ended. */
    String close() {
        end();
        shell.destroyForcibly();
        String name = "process " + shell.pid();
        if (!hasEnded(100)) {
            return name + " does not end";
        }
        return isSignal(status())
                ? name + ": ended by signal " + SIGNALS.getOrDefault(status() - 128, "" + (status() - 128))
                : name + ": exit status " + status();
    }

    boolean hasEnded(long millis) {
        try {
            return shell.waitFor(millis, MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Its exit status, once it has ended. */
    int status() {
        return shell.exitValue();
    }

    /** Whether an exit status means that a signal ended it. Shells say the same of what they ran. */
    static boolean isSignal(int status) {
        return status > 128 && status <= 128 + 64;
    }
}
