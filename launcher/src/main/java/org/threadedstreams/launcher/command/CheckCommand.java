package org.threadedstreams.launcher.command;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.threadedstreams.launcher.Distribution;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.gateway.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Reads every file in {@code etc/} and says what is wrong with it. */
@Command(
        name = "check",
        description = "Reads every .cfg in the home's etc/ and says what is wrong with it, without opening anything; a"
                + " gateway that runs is not disturbed.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is wrong; warnings may have been said", "2:something is wrong, or cannot be read"})
public final class CheckCommand implements Callable<Integer> {

    private static final int FAULTS = 2;

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = System.out;
        // What a bundle prints must not come between.
        System.setOut(System.err);
        try (Check check = new Check(tstreams.home())) {
            check.run(Distribution.ofThisProgram(), System.err);
            check.faults().forEach(out::println);
            check.warnings().forEach(warning -> out.println("warning: " + warning));
            System.err.println("tstreams: " + check.files() + (check.files() == 1 ? " file, " : " files, ")
                    + check.faults().size() + " wrong, "
                    + check.warnings().size() + " warnings");
            return check.faults().isEmpty() ? 0 : FAULTS;
        }
    }
}
