package org.threadedstreams.benchmarks.measure;

import java.util.List;

/** One thing to do, that several contenders are measured at. */
public interface Workload {

    /** The units of what takes bytes in. */
    List<Unit> INGEST = List.of(
            new Unit(Metric.RATE, "MB/s"), new Unit(Metric.CPU, "CPU s/GB"), new Unit(Metric.MEMORY, "peak MiB"));

    /** The units of what writes and waits for the answer. */
    List<Unit> ROUND_TRIP = List.of(
            new Unit(Metric.TIME, "us"),
            new Unit(Metric.P99, "99 % within us"),
            new Unit(Metric.CPU, "CPU us each"),
            new Unit(Metric.MEMORY, "peak MiB"));

    /** What {@code --only} and the goals call it. */
    String name();

    /** What is done, in a sentence. */
    String title();

    /** What sizes are in, such as MB. */
    Scale scale();

    /** The figure that contenders are compared by. */
    default Metric main() {
        return units().get(0).metric();
    }

    /** The unit of each metric that samples have, the main one first; the order is that of the table's columns. */
    List<Unit> units();

    /** In which order they take their turns; the first is the limit. */
    List<Entry> entries();

    /** Sizes that every contender does once, unrecorded, before the first round, so that JVMs have compiled. */
    List<Long> warmUp(Form form);

    /** A metric's unit. */
    record Unit(Metric metric, String text) {}
}
