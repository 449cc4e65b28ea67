package org.threadedstreams.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.threadedstreams.faults.fault.Fault;
import org.threadedstreams.rig.Folders;
import org.threadedstreams.rig.GatewayProcess;
import org.threadedstreams.rig.Machine;
import org.threadedstreams.rig.Table;

/** Runs faults of many kinds at the same time, and makes the table. For one thread. */
public final class Suite {

    private static final Duration PROGRESS = Duration.ofSeconds(10);

    private final SuiteOptions options;
    private final Resources resources = new Resources();
    private final List<Tally> tallies = new ArrayList<>();
    private final List<String> notRun = new ArrayList<>();
    private final Failures failures;
    private final int planned;

    public Suite(SuiteOptions options) {
        this.options = options;
        this.failures = new Failures(options.work());
        this.planned = Math.max(
                1, (int) Math.ceil((double) options.faults() / options.kinds().size()));
    }

    /**
     * Runs to the end and prints the table.
     *
     * @return what to show: the table, and what it was made with
     */
    public String run() throws Exception {
        Folders.delete(options.work());
        Files.createDirectories(options.work());
        Thread hook = new Thread(resources::close, "faults-clean-up");
        Runtime.getRuntime().addShutdownHook(hook);
        long start = System.nanoTime();
        try {
            strike();
        } finally {
            resources.close();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        String results = results(Duration.ofNanos(System.nanoTime() - start));
        Files.writeString(options.work().resolve("results.md"), results);
        System.out.println(results);
        return results;
    }

    /** Whether no byte was lost, nothing stalled and every gap was told. */
    public boolean clean() {
        return failures.all().isEmpty() && tallies.stream().allMatch(Tally::clean);
    }

    /** Kinds that this machine cannot run, and why. */
    public List<String> notRun() {
        return List.copyOf(notRun);
    }

    private void strike() throws Exception {
        Grounds grounds = new Grounds(options, resources);
        List<Thread> kinds = new ArrayList<>();
        for (Fault fault : options.kinds()) {
            fault.missing()
                    .ifPresentOrElse(
                            what -> notRun.add(fault.kind() + " was not run: " + what),
                            () -> kinds.add(begin(fault, grounds)));
        }
        for (Thread kind : kinds) {
            while (kind.isAlive()) {
                kind.join(PROGRESS.toMillis());
                progress();
            }
        }
    }

    private Thread begin(Fault fault, Grounds grounds) {
        Tally tally = new Tally(fault.kind());
        tallies.add(tally);
        return start("fault-" + fault.kind(), () -> {
            try {
                List<Thread> lanes = new ArrayList<>();
                for (LaneRun lane : lanes(fault, grounds, tally)) {
                    lanes.add(start("fault-" + fault.kind() + "-" + lanes.size(), lane));
                }
                for (Thread lane : lanes) {
                    lane.join();
                }
            } catch (Exception e) {
                tally.failure(0);
                failures.add(fault.kind(), options.seed(), e, null);
            }
        });
    }

    private List<LaneRun> lanes(Fault fault, Grounds grounds, Tally tally) throws Exception {
        GatewayProcess gateway = grounds.of(fault);
        List<LaneRun> lanes = new ArrayList<>();
        for (int number = 0; number < options.streams(); number++) {
            GatewayProcess its = gateway == null ? grounds.own(fault.kind() + "-gateway-" + number) : gateway;
            lanes.add(new LaneRun(options, fault, number, planned, its, tally, resources, failures));
        }
        return lanes;
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void progress() {
        int rounds = tallies.stream().mapToInt(Tally::rounds).sum();
        System.out.println(rounds + " of " + planned * tallies.size() + " faults, "
                + failures.all().size() + " failed");
    }

    private List<String[]> rows() {
        Tally total = new Tally("total");
        tallies.forEach(total::add);
        return Stream.concat(tallies.stream(), Stream.of(total))
                .map(Tally::cells)
                .toList();
    }

    private String results(Duration took) throws IOException {
        StringBuilder text = new StringBuilder("Made by `itests/faults/run --faults " + options.faults() + " --seed "
                + options.seed() + "`: " + options.streams() + " streams of each kind at the same time.\n\n");
        text.append(Table.of(Tally.HEADINGS, rows()));
        text.append("\nSeed ")
                .append(options.seed())
                .append(", ")
                .append(took.toSeconds())
                .append(" s, ");
        text.append(LocalDate.now(ZoneOffset.UTC))
                .append(", ")
                .append(Machine.describe())
                .append(".\n");
        notRun.forEach(line -> text.append('\n').append(line).append(".\n"));
        failures.all().forEach(line -> text.append('\n').append(line).append('\n'));
        return text.toString();
    }
}
