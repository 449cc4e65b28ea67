package org.threadedstreams.benchmarks.measure;

import java.util.List;

/** One thing to do, that several contenders are measured at. */
public interface Workload {

    /** What {@code --only} and the goals call it. */
    String name();

    /** What is done, in a sentence. */
    String title();

    /** What sizes are in, such as MB. */
    Scale scale();

    /** The figure that contenders are compared by. */
    Metric main();

    /** The unit of each metric that samples have, such as {@code MB/s}; the order is that of the table's columns. */
    List<Unit> units();

    /** In which order they take their turns; the first is the limit. */
    List<Entry> entries();

    /** Sizes that every contender does once, unrecorded, before the first round, so that JVMs have compiled. */
    List<Long> warmUp(Form form);

    /** A metric's unit. */
    record Unit(Metric metric, String text) {}
}
