package org.threadedstreams.launcher.command;

import java.io.Console;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.threadedstreams.launcher.Distribution;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.gateway.Gateway;
import org.threadedstreams.launcher.gateway.Home;
import org.threadedstreams.launcher.gateway.PageLink;
import org.threadedstreams.launcher.gateway.StopRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The gateway, until a signal ends it. */
@Command(
        name = "run",
        description = {
            "Runs the gateway. One line on stdout says when it is ready; the log goes to stderr and to"
                    + " data/log/gateway.log.",
            "SIGTERM stops it within 10 s, exit code 0 if everything stopped in good order."
        })
public final class RunCommand implements Callable<Integer> {

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = System.out;
        // What a bundle prints must not come between the ready line and who reads it.
        System.setOut(System.err);
        StopRequest stop = StopRequest.ofSignals();
        Home home = tstreams.home();
        try (Gateway gateway = Gateway.start(Distribution.ofThisProgram(), home, "logback.xml", stop, System.err)) {
            gateway.awaitReady().ifPresent(line -> {
                out.println(line);
                out.flush();
                showLink(home);
            });
            return stop.await();
        }
    }

    /** On a terminal only: it holds the token, which shall not get into a file. */
    private static void showLink(Home home) {
        Console terminal = System.console();
        if (terminal != null) {
            terminal.printf("the page: %s%n", PageLink.of(home));
        }
    }
}
