package org.threadedstreams.launcher.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.threadedstreams.launcher.CommandFailure;
import org.threadedstreams.launcher.Distribution;
import org.threadedstreams.launcher.Tstreams;
import org.threadedstreams.launcher.client.RunningGateway;
import org.threadedstreams.launcher.demo.Devices;
import org.threadedstreams.launcher.demo.Tour;
import org.threadedstreams.launcher.gateway.Gateway;
import org.threadedstreams.launcher.gateway.Home;
import org.threadedstreams.launcher.gateway.StopRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The gateway with simulated devices, and a tour. */
@Command(
        name = "demo",
        description =
                "Runs the gateway with simulated devices on this machine, shows what it does, and says what to try"
                        + " next. Needs no hardware and no network. Without --home it uses a folder of its own, which it deletes"
                        + " at its end.")
public final class DemoCommand implements Callable<Integer> {

    @ParentCommand
    private Tstreams tstreams = new Tstreams();

    @Option(names = "--once", description = "ends after the tour instead of running on until Ctrl-C")
    private boolean once;

    @Override
    public Integer call() throws Exception {
        Optional<Home> given = tstreams.givenHome();
        Home home = given.isPresent() ? given.get() : new Home(Files.createTempDirectory("tstreams-demo-"));
        int exitCode = run(home);
        if (given.isEmpty()) {
            delete(home.folder());
        }
        return exitCode;
    }

    private int run(Home home) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err);
        StopRequest stop = StopRequest.ofSignals();
        out.println("Threaded Streams " + Distribution.version() + ", demo. Home folder: " + home.folder());
        try (Devices devices = Devices.start(home);
                Gateway gateway =
                        Gateway.start(Distribution.ofThisProgram(), home, "logback-shell.xml", stop, System.err)) {
            Optional<Boolean> shown = stop.untilRequested(() -> show(gateway, home, out));
            if (shown.isPresent() && once) {
                return 0;
            }
            if (shown.isPresent()) {
                out.println("The gateway and the devices run on until Ctrl-C.");
            }
            return stop.await();
        }
    }

    private static boolean show(Gateway running, Home home, PrintStream out) throws IOException, InterruptedException {
        running.awaitReady().ifPresent(out::println);
        try (RunningGateway gateway = RunningGateway.of(home)) {
            new Tour(home, gateway, out).show();
            Tour.next(home, System.getProperty("tstreams.program", "tstreams"), out);
            return true;
        } catch (CommandFailure e) {
            throw new CommandFailure(
                    "the demo did not go as it should: " + e.getMessage() + "; the log: " + home.log(), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
