package org.threadedstreams.benchmarks.goal;

import java.util.List;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.workload.FanOut;
import org.threadedstreams.benchmarks.workload.FrozenConsumer;
import org.threadedstreams.benchmarks.workload.JournalAppend;
import org.threadedstreams.benchmarks.workload.ManyStreams;
import org.threadedstreams.benchmarks.workload.Marker;
import org.threadedstreams.benchmarks.workload.Prompt;
import org.threadedstreams.benchmarks.workload.Publish;
import org.threadedstreams.benchmarks.workload.SerialEcho;
import org.threadedstreams.benchmarks.workload.SerialIngest;
import org.threadedstreams.benchmarks.workload.Ssh;
import org.threadedstreams.benchmarks.workload.Start;
import org.threadedstreams.benchmarks.workload.TcpIngest;

/** Every goal of the program, in its one place. Stateless. */
public final class Goals {

    private static final List<Goal> ALL = List.of(
            atLeast(0.95, TcpIngest.NAME, TcpIngest.row("memory", "false", "read"), Metric.RATE, TcpIngest.VERTX),
            atMost(1.3, TcpIngest.NAME, TcpIngest.row("memory", "false", "read"), Metric.CPU, TcpIngest.VERTX),
            atLeast(0.75, TcpIngest.NAME, TcpIngest.row("disk", "false", "read"), Metric.RATE, TcpIngest.VERTX),
            atMost(2.5, TcpIngest.NAME, TcpIngest.row("disk", "false", "read"), Metric.CPU, TcpIngest.VERTX),
            atMost(2, Prompt.NAME, Prompt.DISK, Metric.TIME, Prompt.LIMIT),
            keepsAtLeast(0.9, FanOut.NAME, FanOut.MEMORY, Metric.RATE),
            atLeast(0.5, Marker.NAME, Marker.LITERAL, Metric.RATE, Marker.LIMIT),
            reachesAtLeast(100, Marker.NAME, Marker.PATTERN, Metric.RATE),
            keepsAtLeast(0.83, Marker.NAME, Marker.LITERAL, Metric.RATE),
            keepsAtLeast(0.83, Marker.NAME, Marker.PATTERN, Metric.RATE),
            keepsAtMost(1.2, Marker.NAME, Marker.LITERAL, Metric.MEMORY),
            atMost(2, SerialEcho.NAME, SerialEcho.DISK, Metric.TIME, SerialEcho.LIMIT),
            atLeast(0.75, SerialIngest.NAME, SerialIngest.DISK, Metric.RATE, SerialIngest.BARE),
            atLeast(0.75, Ssh.NAME, Ssh.DISK, Metric.RATE, Ssh.LIMIT),
            atMost(1, Ssh.NAME, Ssh.DISK, Metric.TIME, Ssh.MINA),
            new Goal(Start.NAME, Start.GATEWAY, Metric.TIME, false, 1.5, new Basis.Of(Start.FELIX, Start.USUAL)),
            new Goal(
                    ManyStreams.NAME,
                    ManyStreams.GATEWAY,
                    Metric.MEMORY,
                    false,
                    20,
                    new Basis.Itself(ManyStreams.MANY)),
            keepsAtMost(1.2, ManyStreams.NAME, ManyStreams.GATEWAY, Metric.THREADS),
            atMost(2.5, ManyStreams.NAME, ManyStreams.GATEWAY, Metric.CPU, ManyStreams.VERTX),
            reachesAtMost(16, FrozenConsumer.NAME, FrozenConsumer.DISK, Metric.MEMORY),
            reachesAtMost(0, FrozenConsumer.NAME, FrozenConsumer.DISK, Metric.LOST),
            atLeastAt(
                    0.8, JournalAppend.LARGE, JournalAppend.NAME, JournalAppend.LOAD, Metric.RATE, JournalAppend.PLAIN),
            atLeastAt(
                    10, JournalAppend.SMALL, JournalAppend.NAME, JournalAppend.LOAD, Metric.RATE, JournalAppend.PLAIN),
            atLeast(0.8, Publish.NAME, Publish.STREAM, Metric.RATE, Publish.BARE));

    private Goals() {}

    public static List<Goal> all() {
        return ALL;
    }

    /** Those of one workload. */
    public static List<Goal> of(String workload) {
        return ALL.stream().filter(goal -> goal.workload().equals(workload)).toList();
    }

    private static Goal atLeastAt(
            double bound, long size, String workload, String contender, Metric metric, String other) {
        return new Goal(workload, contender, metric, true, bound, new Basis.Of(other, size));
    }

    private static Goal atLeast(double bound, String workload, String contender, Metric metric, String other) {
        return new Goal(workload, contender, metric, true, bound, new Basis.Of(other, Basis.LARGEST));
    }

    private static Goal reachesAtLeast(double bound, String workload, String contender, Metric metric) {
        return new Goal(workload, contender, metric, true, bound, new Basis.Itself(Basis.LARGEST));
    }

    private static Goal reachesAtMost(double bound, String workload, String contender, Metric metric) {
        return new Goal(workload, contender, metric, false, bound, new Basis.Itself(Basis.LARGEST));
    }

    private static Goal keepsAtLeast(double bound, String workload, String contender, Metric metric) {
        return new Goal(workload, contender, metric, true, bound, new Basis.Growth());
    }

    private static Goal keepsAtMost(double bound, String workload, String contender, Metric metric) {
        return new Goal(workload, contender, metric, false, bound, new Basis.Growth());
    }

    private static Goal atMost(double bound, String workload, String contender, Metric metric, String other) {
        return new Goal(workload, contender, metric, false, bound, new Basis.Of(other, Basis.LARGEST));
    }
}
