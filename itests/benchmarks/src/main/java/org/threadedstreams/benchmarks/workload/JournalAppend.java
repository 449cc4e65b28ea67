package org.threadedstreams.benchmarks.workload;

import java.util.List;
import org.threadedstreams.benchmarks.jmh.Appending;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;

/** Records appended to a journal on disk, beside a plain write for each. */
public final class JournalAppend implements Workload {

    public static final String NAME = "journal";
    public static final String PLAIN = "FileChannel, a write for each";
    public static final String LOAD = "journal, records that piled up";
    public static final long SMALL = 64;
    public static final long LARGE = 16_384;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Journal: records appended in one thread";
    }

    @Override
    public Scale scale() {
        return Scale.of("bytes", List.of(SMALL, LARGE), List.of(SMALL, LARGE), List.of(SMALL, 1_024L, LARGE));
    }

    @Override
    public List<Unit> units() {
        return List.of(new Unit(Metric.RATE, "MB/s"));
    }

    /** JMH does it. */
    @Override
    public List<Long> warmUp(Form form) {
        return List.of();
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of(PLAIN, Kind.LIMIT, appending("fileChannel")),
                Entry.of("journal, one by one", Kind.PRODUCT, appending("journalOneByOne")),
                Entry.of(LOAD, Kind.PRODUCT, appending("journalUnderLoad")));
    }

    private static Entry.Opening appending(String method) {
        return Microbenchmark.of(Appending.class, method, "size", size -> size / 1e6);
    }
}
