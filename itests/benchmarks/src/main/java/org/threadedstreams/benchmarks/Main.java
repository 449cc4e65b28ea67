package org.threadedstreams.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.benchmarks.goal.Goal;
import org.threadedstreams.benchmarks.goal.Goals;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.benchmarks.process.Natives;
import org.threadedstreams.benchmarks.report.Kept;
import org.threadedstreams.benchmarks.report.Report;
import org.threadedstreams.benchmarks.report.ResultsFile;
import org.threadedstreams.benchmarks.workload.Narrowed;
import org.threadedstreams.benchmarks.workload.Workloads;
import org.threadedstreams.rig.Folders;
import org.threadedstreams.rig.Machine;
import org.threadedstreams.rig.Tool;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code itests/benchmarks/run}. */
@Command(
        name = "run",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description =
                "Measures the program beside plain programs, bare libraries and peers, in turns, on this machine.",
        footer = {
            "Without --short or --smoke the full form: every size, seven rounds.",
            "Exit code: 0; 1 if something of ours did not work, or, with --smoke, is worse than twice a goal; 2 for wrong usage."
        })
public final class Main implements Callable<Integer> {

    @Option(names = "--short", description = "the smaller sizes, two rounds")
    private boolean quick;

    @Option(names = "--smoke", description = "the smallest sizes, two rounds: what a build does")
    private boolean smoke;

    @Option(names = "--only", split = ",", description = "only these workloads")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--contender",
            paramLabel = "PART",
            description = "only contenders with that in their names, and the limit; may be given several times")
    private List<String> contenders = new ArrayList<>();

    @Option(
            names = "--judge",
            split = ",",
            description = "with --smoke: only these workloads' goals decide the exit code")
    private List<String> judge = new ArrayList<>();

    @Option(names = "--rounds", description = "how often each contender has its turn")
    private int rounds;

    @Option(names = "--json", description = "print the results as JSON, each round's figures included")
    private boolean json;

    @Option(
            names = "--keep",
            description =
                    "the results replace those of the same workloads in RESULTS.md, results.json, results.svg and the README")
    private boolean keep;

    @Option(names = "--list", description = "only list the workloads")
    private boolean list;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            Workloads.all().forEach(workload -> System.out.println(workload.name() + ": " + workload.title()));
            return 0;
        }
        check();
        Form form = smoke ? Form.SMOKE : quick ? Form.SHORT : Form.FULL;
        List<Workload> chosen = Workloads.all().stream()
                .filter(workload -> only.isEmpty() || only.contains(workload.name()))
                .map(workload -> contenders.isEmpty() ? workload : new Narrowed(workload, contenders))
                .toList();
        List<Result> results = run(chosen, form);
        print(results);
        if (keep) {
            new Kept(property("module"), property("readme")).put(results);
        }
        return good(chosen, results) ? 0 : 1;
    }

    private void check() {
        List<String> names = Workloads.names();
        Stream.concat(only.stream(), judge.stream())
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw wrong("there is no workload " + name + "; there are: " + String.join(", ", names));
                });
        if (keep && !contenders.isEmpty()) {
            throw wrong("--keep is for all contenders");
        }
        if (rounds < 0) {
            throw wrong("--rounds is a number from 1");
        }
        if (Tool.find("gcc").isEmpty()) {
            throw wrong("this machine lacks gcc, which makes the plain programs that all is compared with");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    private List<Result> run(List<Workload> chosen, Form form) throws Exception {
        Path work = property("work");
        Folders.delete(work);
        Ground ground = new Ground(
                property("distribution"),
                property("probe"),
                Files.createDirectories(work),
                new Natives(property("module").resolve("src/main/c"), work.resolve("bin")),
                property("module").resolve("src/main/python"),
                form);
        int times = rounds > 0 ? rounds : form.rounds();
        String made = "Made by `itests/benchmarks/run" + form.option() + "`: " + times + " rounds after a warm-up, "
                + LocalDate.now() + ", " + Machine.describe() + ", kernel " + System.getProperty("os.version") + ".";
        List<Result> results = new ArrayList<>();
        for (Workload workload : chosen) {
            long start = System.nanoTime();
            results.add(new Rounds(workload, ground, form, System.err).run(times, made));
            System.err.println(workload.name() + ": done in "
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s, "
                    + results.size() + " of " + chosen.size());
        }
        Folders.delete(work);
        return results;
    }

    private void print(List<Result> results) throws Exception {
        if (json) {
            System.out.print(ResultsFile.text(results));
        } else {
            results.forEach(result -> System.out.println(Report.of(result)));
            System.out.print(Report.goals(results));
        }
    }

    private boolean good(List<Workload> chosen, List<Result> results) {
        boolean good = true;
        for (int i = 0; i < chosen.size(); i++) {
            Result result = results.get(i);
            for (Entry entry : chosen.get(i).entries()) {
                boolean failed = entry.kind() == Entry.Kind.PRODUCT
                        && result.series().stream()
                                .noneMatch(one -> one.contender().equals(entry.name()))
                        && entry.needs().stream().allMatch(need -> need.met().getAsBoolean());
                good &= !failed;
            }
            for (Goal goal : Goals.of(result.name())) {
                boolean gross =
                        smoke && (judge.isEmpty() || judge.contains(result.name())) && goal.grosslyMissed(result);
                if (gross) {
                    System.err.println(result.name() + ", " + goal.contender()
                            + ": even the best round is worse than twice the goal: " + goal.words(result));
                }
                good &= !gross;
            }
        }
        return good;
    }

    private static Path property(String name) {
        return Path.of(Objects.requireNonNull(System.getProperty("tstreams." + name), "tstreams." + name));
    }
}
