package org.threadedstreams.launcher.command;

import java.util.concurrent.Callable;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.client.RunningGateway;
import org.threadedstreams.launcher.gateway.PageLink;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The link to the page. */
@Command(
        name = "web",
        description = {
            "Prints the link that opens the page of a running gateway in a browser on this machine.",
            "The link carries the token: who has it may read and write all streams."
        },
        footer = {
            "%nExamples:",
            "  tstreams web",
            "  xdg-open \"$(tstreams web)\"",
            "From another machine: ssh -L 7680:127.0.0.1:7680 HOST, then open there what tstreams web prints here."
        })
public final class WebCommand implements Callable<Integer> {

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Override
    public Integer call() {
        // Has what is wrong with the gateway, or the token, said in the same words as everywhere.
        try (RunningGateway running = RunningGateway.of(tstreams.home())) {
            running.check();
            System.out.println(PageLink.of(tstreams.home()));
        }
        return 0;
    }
}
