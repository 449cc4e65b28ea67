package org.threadedstreams.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.fault.Fault;
import org.threadedstreams.faults.fault.Faults;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code itests/faults/run}. */
@Command(
        name = "run",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Injects faults into real peers of the real program while consumers compare every byte.",
        footer = "Exit code: 0 if no byte was lost, nothing stalled and every gap was told; else 1.")
public final class Main implements Callable<Integer> {

    @Option(names = "--faults", defaultValue = "1000", description = "how many, over all kinds (${DEFAULT-VALUE})")
    private int faults;

    @Option(names = "--seed", defaultValue = "1", description = "what all randomness comes from (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--kinds", split = ",", description = "only these kinds")
    private List<String> kinds = new ArrayList<>();

    @Option(names = "--streams", defaultValue = "2", description = "of each kind, at the same time (${DEFAULT-VALUE})")
    private int streams;

    @Option(names = "--results", description = "a file that the table is written to as well")
    private @Nullable Path results;

    @Option(names = "--list", description = "only list the kinds")
    private boolean list;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            Faults.all().forEach(fault -> System.out.println(fault.kind()));
            return 0;
        }
        Suite suite = new Suite(new SuiteOptions(
                faults,
                seed,
                chosen(),
                streams,
                Path.of(System.getProperty("tstreams.distribution")),
                Path.of(System.getProperty("tstreams.work"))));
        String table = suite.run();
        if (results != null) {
            Files.writeString(results, table);
        }
        return suite.clean() ? 0 : 1;
    }

    private List<Fault> chosen() {
        List<String> known = Faults.all().stream().map(Fault::kind).toList();
        kinds.stream().filter(kind -> !known.contains(kind)).findFirst().ifPresent(kind -> {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(),
                    "there is no kind " + kind + "; there are: " + String.join(", ", known));
        });
        return Faults.all().stream()
                .filter(fault -> kinds.isEmpty() || kinds.contains(fault.kind()))
                .toList();
    }
}
