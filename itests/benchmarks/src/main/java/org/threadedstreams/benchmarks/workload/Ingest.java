package org.threadedstreams.benchmarks.workload;

import java.io.IOException;
import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.process.Blaster;
import org.threadedstreams.benchmarks.process.Measured;

/**
 * One way to take what a sender sends, with a sender of its own. Timed from when the connection was taken to when the last
 * byte was there.
 */
final class Ingest implements Contender {

    /** Small sizes are done again and again, until it was so much; a fifth of it in the shorter forms. */
    private static final long LEAST_BYTES = 20_000_000;

    private final Blaster blaster;
    private final boolean marker;
    private final Drain drain;
    private final long leastBytes;

    private Ingest(Ground ground, boolean marker, Drain.Opening opening) throws Exception {
        this.blaster = new Blaster(ground);
        this.marker = marker;
        this.drain = opening.open(blaster);
        this.leastBytes = ground.form() == Form.FULL ? LEAST_BYTES : LEAST_BYTES / 5;
    }

    /** Bytes, and then the end. */
    static Entry.Opening of(GroundedOpening opening) {
        return ground -> new Ingest(ground, false, sender -> opening.open(ground, sender));
    }

    /** Bytes, then a marker, and then the end. */
    static Entry.Opening marked(GroundedOpening opening) {
        return ground -> new Ingest(ground, true, sender -> opening.open(ground, sender));
    }

    /** Makes a drain on a ground, for a sender. */
    @FunctionalInterface
    interface GroundedOpening {
        Drain open(Ground ground, Blaster sender) throws Exception;
    }

    @Override
    public Sample measure(long size) throws Exception {
        long times = Math.max(1, leastBytes / size);
        double seconds = 0;
        double cpuSeconds = 0;
        long peakKib = 0;
        for (int i = 0; i < times; i++) {
            blaster.send(size, marker);
            Measured measured = drain.drain(size);
            if (measured.answer().has("bytes") && measured.answer().number("bytes") != size) {
                throw new IOException(measured.answer().number("bytes") + " of " + size + " bytes came");
            }
            seconds += (measured.answer().number("end") - blaster.startNanos()) / 1e9;
            cpuSeconds += measured.cpuSeconds();
            peakKib = Math.max(peakKib, measured.peakKib());
        }
        return Sample.of(Metric.RATE, times * size / 1e6 / seconds)
                .with(Metric.CPU, cpuSeconds / (times * size / 1e9))
                .with(Metric.MEMORY, peakKib / 1024.0);
    }

    @Override
    public void close() throws Exception {
        try (blaster) {
            drain.close();
        }
    }
}
