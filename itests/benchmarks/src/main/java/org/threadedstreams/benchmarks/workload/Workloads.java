package org.threadedstreams.benchmarks.workload;

import java.util.List;
import org.threadedstreams.benchmarks.measure.Workload;

/** All of them, in the order in which they are run and shown. Stateless. */
public final class Workloads {

    private Workloads() {}

    public static List<Workload> all() {
        return List.of(
                new TcpIngest(),
                new Prompt(),
                new FanOut(),
                new Publish(),
                new Marker(),
                new SerialEcho(),
                new SerialIngest(),
                new Ssh(),
                new Start(),
                new JournalAppend(),
                new ManyStreams(),
                new FrozenConsumer());
    }

    public static List<String> names() {
        return all().stream().map(Workload::name).toList();
    }
}
