package org.threadedstreams.benchmarks.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.measure.Series;
import org.threadedstreams.benchmarks.measure.Workload;

/** The results as JSON, each round's figures included: what tables and plot are made from. Immutable. */
public record ResultsFile(Path file) {

    /** What is there, nothing if there is no file. */
    public List<Result> read() throws IOException {
        List<Result> results = new ArrayList<>();
        if (Files.exists(file)) {
            for (Object one : JSON.std.listFrom(Files.readString(file))) {
                results.add(result(new Fields(one)));
            }
        }
        return results;
    }

    public void write(List<Result> results) throws IOException {
        Files.writeString(file, text(results));
    }

    public static String text(List<Result> results) throws IOException {
        return JSON.std
                        .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                        .asString(results.stream().map(ResultsFile::map).toList())
                + "\n";
    }

    /** The results that were there, with these in the place of those of the same workloads. */
    public static List<Result> merged(List<Result> before, List<Result> now, List<String> order) {
        Map<String, Result> merged = new LinkedHashMap<>();
        before.forEach(result -> merged.put(result.name(), result));
        now.forEach(result -> merged.put(result.name(), result));
        return order.stream().filter(merged::containsKey).map(merged::get).toList();
    }

    private static Map<String, Object> map(Result result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", result.name());
        map.put("title", result.title());
        map.put("made", result.made());
        map.put("main", result.main().name());
        Map<String, String> units = new LinkedHashMap<>();
        result.units().forEach(unit -> units.put(unit.metric().name(), unit.text()));
        map.put("units", units);
        Map<String, String> sizes = new LinkedHashMap<>();
        result.sizes().forEach((size, label) -> sizes.put(Long.toString(size), label));
        map.put("sizes", sizes);
        map.put("leftOut", result.leftOut());
        map.put("series", result.series().stream().map(ResultsFile::map).toList());
        return map;
    }

    private static Map<String, Object> map(Series series) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("contender", series.contender());
        map.put("kind", series.kind().name());
        map.put("size", series.size());
        for (Metric metric : Metric.values()) {
            List<Double> figures = new ArrayList<>();
            series.samples().forEach(sample -> sample.figure(metric).ifPresent(figures::add));
            if (!figures.isEmpty()) {
                map.put(metric.name(), figures);
            }
        }
        return map;
    }

    private static Result result(Fields fields) {
        List<Workload.Unit> units = new ArrayList<>();
        fields.map("units")
                .forEach(
                        (metric, text) -> units.add(new Workload.Unit(Metric.valueOf((String) metric), (String) text)));
        Map<Long, String> sizes = new LinkedHashMap<>();
        fields.map("sizes").forEach((size, label) -> sizes.put(Long.valueOf((String) size), (String) label));
        return new Result(
                fields.text("name"),
                fields.text("title"),
                Metric.valueOf(fields.text("main")),
                units,
                sizes,
                fields.list("series").stream()
                        .map(one -> series(new Fields(one)))
                        .toList(),
                fields.list("leftOut").stream().map(String.class::cast).toList(),
                fields.text("made"));
    }

    private static Series series(Fields fields) {
        List<Sample> samples = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            if (fields.has(metric.name())) {
                add(samples, metric, fields.list(metric.name()));
            }
        }
        return new Series(
                fields.text("contender"), Entry.Kind.valueOf(fields.text("kind")), fields.number("size"), samples);
    }

    private static void add(List<Sample> samples, Metric metric, List<?> figures) {
        for (int round = 0; round < figures.size(); round++) {
            double figure = ((Number) figures.get(round)).doubleValue();
            if (round == samples.size()) {
                samples.add(Sample.of(metric, figure));
            } else {
                samples.set(round, samples.get(round).with(metric, figure));
            }
        }
    }
}
