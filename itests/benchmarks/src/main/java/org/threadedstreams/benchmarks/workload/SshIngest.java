package org.threadedstreams.benchmarks.workload;

import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.process.EmittingServer;
import org.threadedstreams.benchmarks.process.Measured;

/**
 * One way to take what a command on an SSH server writes, with a server of its own. Set up from when it was asked for to when the
 * command began to write; the rate counts from there.
 */
final class SshIngest implements Contender {

    private final EmittingServer server;
    private final Drain drain;

    private SshIngest(Ground ground, Opening opening) throws Exception {
        server = new EmittingServer(ground);
        drain = opening.open(ground, server);
    }

    static Entry.Opening of(Opening opening) {
        return ground -> new SshIngest(ground, opening);
    }

    /** Made for a server. */
    @FunctionalInterface
    interface Opening {
        Drain open(Ground ground, EmittingServer server) throws Exception;
    }

    @Override
    public Sample measure(long size) throws Exception {
        server.emit(size);
        Measured measured = drain.drain(size);
        long start = server.startNanos();
        double seconds = (measured.answer().number("end") - start) / 1e9;
        return Sample.of(Metric.RATE, size / 1e6 / seconds)
                .with(Metric.TIME, (start - measured.answer().number("asked")) / 1e6)
                .with(Metric.CPU, measured.cpuSeconds() / (size / 1e9))
                .with(Metric.MEMORY, measured.peakKib() / 1024.0);
    }

    @Override
    public void close() throws Exception {
        try (server) {
            drain.close();
        }
    }
}
