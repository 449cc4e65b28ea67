package org.threadedstreams.benchmarks.workload;

import java.io.IOException;
import java.util.List;
import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.process.Answer;
import org.threadedstreams.benchmarks.process.Dialogue;
import org.threadedstreams.benchmarks.process.SerialPair;
import org.threadedstreams.benchmarks.process.Usage;

/** One way to take what comes over a serial line that stays open. For one thread. */
abstract class Taking implements Contender {

    private final SerialPair pair;
    private final List<AutoCloseable> parts;

    /** @param parts end with it, before the line */
    Taking(SerialPair pair, AutoCloseable... parts) {
        this.pair = pair;
        this.parts = List.of(parts);
    }

    final SerialPair pair() {
        return pair;
    }

    abstract Taken take(long bytes) throws Exception;

    @Override
    public Sample measure(long bytes) throws Exception {
        Taken taken = take(bytes);
        return Sample.of(Metric.RATE, bytes / 1e6 / taken.seconds())
                .with(Metric.CPU, taken.cpuSeconds() / (bytes / 1e9))
                .with(Metric.MEMORY, taken.peakKib() / 1024.0);
    }

    @Override
    public void close() throws Exception {
        try (pair) {
            for (AutoCloseable part : parts) {
                part.close();
            }
        }
    }

    /** What it took. */
    record Taken(double seconds, double cpuSeconds, long peakKib) {

        /** Something that takes. */
        interface Work {
            Taken run() throws Exception;
        }

        /** Of who says that it listens, and then when it had all. */
        static Taken of(Dialogue taker, SerialPair pair, long bytes) throws IOException {
            taker.answer().number("listening");
            long start = pair.send(bytes);
            Answer answer = taker.answer();
            return new Taken(
                    (answer.number("end") - start) / 1e9,
                    answer.has("cpu") ? answer.number("cpu") / 1e6 : 0,
                    answer.has("rss") ? answer.number("rss") : 0);
        }

        /** In a process that stays. */
        static Taken in(long pid, Work work) throws Exception {
            double before = Usage.cpuSeconds(pid);
            Taken taken = work.run();
            return new Taken(taken.seconds(), Usage.cpuSeconds(pid) - before, Usage.peakKib(pid));
        }
    }
}
