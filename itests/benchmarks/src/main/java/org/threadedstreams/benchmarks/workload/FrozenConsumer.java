package org.threadedstreams.benchmarks.workload;

import java.util.List;
import org.threadedstreams.benchmarks.bare.VertxFrozen;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;

/** A consumer that stands still while a stream runs at full rate, and then reads all: heap that it cost, and what it missed. */
public final class FrozenConsumer implements Workload {

    public static final String NAME = "frozen";
    public static final String DISK = "gateway, disk, handle";

    private static final long MB = 1_000_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Frozen consumer: it stands still while a TCP stream runs, then reads all";
    }

    @Override
    public Scale scale() {
        return Scale.megabytes(List.of(50), List.of(100), List.of(10, 100, 1000));
    }

    @Override
    public List<Unit> units() {
        return List.of(new Unit(Metric.MEMORY, "MiB of heap"), new Unit(Metric.LOST, "bytes lost"));
    }

    @Override
    public List<Long> warmUp(Form form) {
        return List.of(10 * MB);
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(
                        "Vert.x event bus, a paused consumer",
                        Kind.BARE,
                        Freezing.of((ground, sender) -> Drains.bare(
                                VertxFrozen.class,
                                bytes -> List.of(sender.port(), bytes).toArray()))),
                Entry.of(
                        DISK,
                        Kind.PRODUCT,
                        Freezing.of((ground, sender) -> Drains.gateway(
                                ground,
                                sender,
                                bytes -> List.of("freeze", Drains.STREAM, bytes).toArray(),
                                "lines = false",
                                "journalMaxBytes = " + 2000 * MB))));
    }
}
