package org.threadedstreams.launcher;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Where the program starts. */
public final class Main {

    /** The exit code of everything that is neither success nor Ctrl-C. */
    private static final int FAILED = 2;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        CommandLine commandLine = new CommandLine(new Tstreams());
        commandLine.setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, command.getErr()));
        return commandLine.execute(arguments);
    }

    private static int failed(Exception thrown, PrintWriter err) {
        if (thrown instanceof CommandFailure) {
            err.println("tstreams: " + thrown.getMessage());
        } else {
            thrown.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }
}
