package org.threadedstreams.benchmarks.workload;

import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.process.Answer;
import org.threadedstreams.benchmarks.process.Blaster;

/** One way to have a consumer stand still while a sender sends. */
final class Freezing implements Contender {

    private static final double MIB = 1024 * 1024;

    private final Blaster sender;
    private final Drain drain;

    private Freezing(Ground ground, Ingest.GroundedOpening opening) throws Exception {
        sender = new Blaster(ground);
        drain = opening.open(ground, sender);
    }

    /** @param opening answers with {@code heap}, how many bytes it grew, and {@code got}, how many came in the end */
    static Entry.Opening of(Ingest.GroundedOpening opening) {
        return ground -> new Freezing(ground, opening);
    }

    @Override
    public Sample measure(long bytes) throws Exception {
        sender.send(bytes, false);
        Answer answer = drain.drain(bytes).answer();
        sender.startNanos();
        return Sample.of(Metric.MEMORY, Math.max(0, answer.number("heap") / MIB))
                .with(Metric.LOST, bytes - answer.number("got"));
    }

    @Override
    public void close() throws Exception {
        try (sender) {
            drain.close();
        }
    }
}
