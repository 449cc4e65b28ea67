package org.threadedstreams.benchmarks.goal;

import java.util.List;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.workload.TcpIngest;

/** Every goal of the program, in its one place. Stateless. */
public final class Goals {

    private static final List<Goal> ALL = List.of(
            atLeast(0.95, TcpIngest.NAME, TcpIngest.row("memory", "false", "read"), Metric.RATE, TcpIngest.VERTX),
            atMost(1.3, TcpIngest.NAME, TcpIngest.row("memory", "false", "read"), Metric.CPU, TcpIngest.VERTX),
            atLeast(0.75, TcpIngest.NAME, TcpIngest.row("disk", "false", "read"), Metric.RATE, TcpIngest.VERTX),
            atMost(2.5, TcpIngest.NAME, TcpIngest.row("disk", "false", "read"), Metric.CPU, TcpIngest.VERTX));

    private Goals() {}

    public static List<Goal> all() {
        return ALL;
    }

    /** Those of one workload. */
    public static List<Goal> of(String workload) {
        return ALL.stream().filter(goal -> goal.workload().equals(workload)).toList();
    }

    private static Goal atLeast(double bound, String workload, String contender, Metric metric, String other) {
        return new Goal(workload, contender, metric, true, bound, new Basis.Of(other));
    }

    private static Goal atMost(double bound, String workload, String contender, Metric metric, String other) {
        return new Goal(workload, contender, metric, false, bound, new Basis.Of(other));
    }
}
