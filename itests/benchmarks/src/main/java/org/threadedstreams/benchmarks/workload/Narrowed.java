package org.threadedstreams.benchmarks.workload;

import java.util.List;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Scale;
import org.threadedstreams.benchmarks.measure.Workload;

/**
 * A workload with some of its contenders only: to look closely at one.
 *
 * @param parts of the names of those that stay, beside the limit
 */
public record Narrowed(Workload workload, List<String> parts) implements Workload {

    @Override
    public List<Entry> entries() {
        return workload.entries().stream()
                .filter(entry -> entry.kind() == Kind.LIMIT || parts.stream().anyMatch(entry.name()::contains))
                .toList();
    }

    @Override
    public String name() {
        return workload.name();
    }

    @Override
    public String title() {
        return workload.title();
    }

    @Override
    public Scale scale() {
        return workload.scale();
    }

    @Override
    public Metric main() {
        return workload.main();
    }

    @Override
    public List<Unit> units() {
        return workload.units();
    }

    @Override
    public List<Long> warmUp(Form form) {
        return workload.warmUp(form);
    }
}
