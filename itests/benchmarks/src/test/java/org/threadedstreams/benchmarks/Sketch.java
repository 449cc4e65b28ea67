package org.threadedstreams.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.measure.Series;
import org.threadedstreams.benchmarks.measure.Workload;

/** A result that nobody measured. For one thread. */
public final class Sketch {

    private final String name;
    private final List<Series> series = new ArrayList<>();
    private final Map<Long, String> sizes = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();

    public Sketch(String name) {
        this.name = name;
    }

    public Sketch rates(Kind kind, String contender, long size, double... rates) {
        sizes.put(size, size + " MB");
        List<Sample> samples = DoubleStream.of(rates)
                .mapToObj(rate -> Sample.of(Metric.RATE, rate).with(Metric.CPU, 1 / rate))
                .toList();
        series.add(new Series(contender, kind, size, samples));
        return this;
    }

    public Sketch leftOut(String line) {
        leftOut.add(line);
        return this;
    }

    public Result result() {
        return new Result(
                name,
                "Sketch of " + name,
                Metric.RATE,
                List.of(new Workload.Unit(Metric.RATE, "MB/s"), new Workload.Unit(Metric.CPU, "CPU s/GB")),
                sizes,
                series,
                leftOut,
                "Made by nobody.");
    }
}
