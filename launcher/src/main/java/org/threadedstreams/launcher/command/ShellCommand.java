package org.threadedstreams.launcher.command;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.threadedstreams.launcher.Distribution;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.gateway.Gateway;
import org.threadedstreams.launcher.gateway.ShellConsole;
import org.threadedstreams.launcher.gateway.StopRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The gateway with a shell on this terminal. */
@Command(
        name = "shell",
        description = "Runs the gateway with an interactive Gogo shell on this terminal. Leaving the shell stops it."
                + " The log goes to data/log/gateway.log alone.")
public final class ShellCommand implements Callable<Integer> {

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Override
    public Integer call() throws InterruptedException {
        StopRequest stop = StopRequest.ofSignals();
        try (Gateway gateway =
                Gateway.start(Distribution.ofThisProgram(), tstreams.home(), "logback-shell.xml", stop, System.err)) {
            Optional<String> readyLine = gateway.awaitReady();
            if (readyLine.isPresent()) {
                System.out.println(readyLine.get());
                ShellConsole.open(gateway.context());
            }
            return stop.await();
        }
    }
}
