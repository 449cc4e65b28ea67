package org.threadedstreams.benchmarks.workload;

import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.process.Blaster;
import org.threadedstreams.benchmarks.process.Measured;

/** Takes so many bytes for a varying number of consumers. The rate is the stream's, not the sum of the consumers'. */
final class Fan implements Contender {

    private final Blaster sender;
    private final long bytes;
    private final Drain drain;

    /** @param drain takes the number of consumers */
    Fan(Blaster sender, long bytes, Drain drain) {
        this.sender = sender;
        this.bytes = bytes;
        this.drain = drain;
    }

    @Override
    public Sample measure(long consumers) throws Exception {
        sender.send(bytes, false);
        Measured measured = drain.drain(consumers);
        double seconds = (measured.answer().number("end") - sender.startNanos()) / 1e9;
        return Sample.of(Metric.RATE, bytes / 1e6 / seconds)
                .with(Metric.CPU, measured.cpuSeconds() / (bytes / 1e9))
                .with(Metric.MEMORY, measured.peakKib() / 1024.0);
    }

    @Override
    public void close() throws Exception {
        try (sender) {
            drain.close();
        }
    }
}
