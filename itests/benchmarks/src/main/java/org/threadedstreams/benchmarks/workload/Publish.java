package org.threadedstreams.benchmarks.workload;

import java.util.List;
import org.threadedstreams.benchmarks.jmh.Publishing;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;

/** Small chunks published on the event bus as a stream does it, and without its headers. */
public final class Publish implements Workload {

    public static final String NAME = "publish";
    public static final String BARE = "Vert.x event bus, uncopied";
    public static final String STREAM = "a stream's chunks";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Publish: chunks of 1 KiB on the event bus, until all consumers have them";
    }

    @Override
    public Scale scale() {
        return Scale.of("consumers", List.of(16L), List.of(16L), List.of(1L, 4L, 16L));
    }

    @Override
    public List<Unit> units() {
        return List.of(new Unit(Metric.RATE, "1000 chunks/s"));
    }

    /** JMH does it. */
    @Override
    public List<Long> warmUp(Form form) {
        return List.of();
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(BARE, Kind.LIMIT, publishing("bare")), Entry.of(STREAM, Kind.PRODUCT, publishing("stream")));
    }

    private static Entry.Opening publishing(String method) {
        return Microbenchmark.of(Publishing.class, method, "consumers", consumers -> 1e-3);
    }
}
