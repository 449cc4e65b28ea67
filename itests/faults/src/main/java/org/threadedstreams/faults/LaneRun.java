package org.threadedstreams.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.faults.content.Mix;
import org.threadedstreams.faults.content.Violation;
import org.threadedstreams.faults.fault.Fault;
import org.threadedstreams.faults.fault.Site;
import org.threadedstreams.faults.stream.Lane;
import org.threadedstreams.rig.GatewayProcess;

/** The rounds of one stream, one after the other. Runs on a thread of its own. */
final class LaneRun implements Runnable {

    private final SuiteOptions options;
    private final Fault fault;
    private final int number;
    private final int rounds;
    private final GatewayProcess gateway;
    private final Tally tally;
    private final Resources resources;
    private final Failures failures;

    LaneRun(
            SuiteOptions options,
            Fault fault,
            int number,
            int rounds,
            GatewayProcess gateway,
            Tally tally,
            Resources resources,
            Failures failures) {
        this.options = options;
        this.fault = fault;
        this.number = number;
        this.rounds = rounds;
        this.gateway = gateway;
        this.tally = tally;
        this.resources = resources;
        this.failures = failures;
    }

    @Override
    public void run() {
        @Nullable Lane lane = null;
        long seed = options.seed();
        try {
            lane = lane();
            lane.open();
            for (int round = number; round < rounds; round += options.streams()) {
                // The first round has the suite's own seed: so any round can be run again alone.
                seed = round == 0 ? options.seed() : Mix.mix(options.seed(), round);
                round(lane, new Random(Mix.mix(seed, fault.kind().hashCode())));
            }
            lane.settle();
            lane.judgeCounts();
            tally.gaps(lane.readAllAgain());
        } catch (Throwable e) {
            tally.failure(lost(e));
            failures.add(fault.kind(), seed, e, lane);
        }
    }

    private void round(Lane lane, Random random) throws Exception {
        long start = System.nanoTime();
        long[] before = lane.traffic();
        fault.strike(lane, random);
        lane.readAgain(random);
        long[] after = lane.traffic();
        // A journal that began anew counts from 0.
        long read = after[0] >= before[0] ? after[0] - before[0] : after[0];
        tally.round(read, after[1] - before[1], Duration.ofNanos(System.nanoTime() - start));
    }

    private Lane lane() throws Exception {
        String stream = fault.kind() + "-" + number;
        Path folder = Files.createDirectories(options.work().resolve(stream));
        long seed = Mix.mix(options.seed(), stream.hashCode());
        Site site = new Site(stream, number, seed, folder, gateway);
        return resources.add(new Lane(stream, seed, gateway, fault.route(site), fault.settings()));
    }

    private static long lost(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Violation violation) {
                return violation.lost();
            }
        }
        return 0;
    }
}
