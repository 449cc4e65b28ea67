package org.threadedstreams.benchmarks.workload;

import java.util.List;
import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.process.Measured;

/** One way to ask and wait for the answer, again and again. For one thread. */
abstract class Asking implements Contender {

    private final List<AutoCloseable> parts;

    /** @param parts end with it, the last one first */
    Asking(AutoCloseable... parts) {
        this.parts = List.of(parts);
    }

    /** @return an answer with {@code median} and {@code p99}, in nanoseconds */
    abstract Measured ask(long times) throws Exception;

    @Override
    public Sample measure(long times) throws Exception {
        Measured measured = ask(times);
        return Sample.of(Metric.TIME, measured.answer().number("median") / 1e3)
                .with(Metric.P99, measured.answer().number("p99") / 1e3)
                .with(Metric.CPU, measured.cpuSeconds() * 1e6 / times)
                .with(Metric.MEMORY, measured.peakKib() / 1024.0);
    }

    @Override
    public void close() throws Exception {
        for (int i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).close();
        }
    }
}
