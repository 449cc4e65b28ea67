package org.threadedstreams.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.fault.Fault;
import org.threadedstreams.faults.fault.Faults;
import org.threadedstreams.faults.mixed.MixedOptions;
import org.threadedstreams.faults.mixed.MixedSuite;
import org.threadedstreams.faults.notice.Notice;
import org.threadedstreams.rig.Marked;
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

    @Option(
            names = "--mixed",
            description = "instead: so many streams of all transports in one gateway, one fault a second")
    private int mixed;

    @Option(names = "--minutes", defaultValue = "10", description = "how long, with --mixed (${DEFAULT-VALUE})")
    private double minutes;

    @Option(
            names = "--results",
            description = "a file in which the results replace those that the same mode had before")
    private @Nullable Path results;

    @Option(names = "--notice", description = "instead: measure how soon a consumer is told of what happens")
    private boolean notice;

    @Option(names = "--rounds", defaultValue = "5", description = "how often, with --notice (${DEFAULT-VALUE})")
    private int rounds;

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
        if (notice) {
            return notice();
        }
        return mixed > 0 ? mixed() : faults();
    }

    private int notice() throws Exception {
        Notice suite = new Notice(
                Path.of(System.getProperty("tstreams.distribution")),
                Path.of(System.getProperty("tstreams.work")).resolveSibling("notice"),
                rounds);
        String table = suite.run();
        System.out.println(table);
        if (results != null) {
            Files.writeString(results, table);
            new Marked(Path.of(System.getProperty("tstreams.readme")), Notice.MARK).write(table);
        }
        return suite.notRun().isEmpty() ? 0 : 1;
    }

    private int mixed() throws Exception {
        if (!MixedSuite.missing().isEmpty()) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "this machine lacks " + MixedSuite.missing()
                            + "; it needs openssh-server, openssh-client, socat and a JDK");
        }
        MixedSuite suite = new MixedSuite(new MixedOptions(
                mixed,
                Duration.ofMillis((long) (minutes * 60_000)),
                seed,
                Path.of(System.getProperty("tstreams.distribution")),
                Path.of(System.getProperty("tstreams.work")).resolveSibling("mixed")));
        String tables = suite.run();
        if (results != null) {
            new Results(results).put(Results.MIXED, tables);
        }
        return suite.clean() ? 0 : 1;
    }

    private int faults() throws Exception {
        Suite suite = new Suite(new SuiteOptions(
                faults,
                seed,
                chosen(),
                streams,
                Path.of(System.getProperty("tstreams.distribution")),
                Path.of(System.getProperty("tstreams.work"))));
        String table = suite.run();
        if (results != null) {
            new Results(results).put(Results.EACH, table);
        }
        return suite.clean() ? 0 : 1;
    }

    private List<Fault> chosen() {
        List<String> known = Faults.all().stream().map(Fault::kind).toList();
        kinds.stream().filter(kind -> !known.contains(kind)).findFirst().ifPresent(kind -> {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "there is no kind " + kind + "; there are: " + String.join(", ", known));
        });
        return Faults.all().stream()
                .filter(fault -> kinds.isEmpty() || kinds.contains(fault.kind()))
                .toList();
    }
}
