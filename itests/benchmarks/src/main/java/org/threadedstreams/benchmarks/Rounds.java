package org.threadedstreams.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Need;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.benchmarks.measure.Series;
import org.threadedstreams.benchmarks.measure.Workload;

/**
 * The rounds of one workload: all contenders are made ready, warmed up, and then take turns, so that whatever the machine does
 * meanwhile happens to all of them. One that fails is left out from then on. For one thread.
 */
final class Rounds {

    private final Workload workload;
    private final Ground ground;
    private final Form form;
    private final PrintStream progress;
    private final List<String> leftOut = new ArrayList<>();
    private final Map<Entry, Contender> contenders = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<Entry, Map<Long, List<Sample>>> samples = new LinkedHashMap<>();

    Rounds(Workload workload, Ground ground, Form form, PrintStream progress) {
        this.workload = workload;
        this.ground = ground;
        this.form = form;
        this.progress = progress;
    }

    Result run(int rounds, String made) throws InterruptedException {
        Thread atExit = new Thread(this::closeAll);
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            workload.entries().forEach(this::open);
            for (long size : workload.warmUp(form)) {
                turns(0).forEach(entry -> measure("warm-up", entry, size));
            }
            for (int round = 1; round <= rounds; round++) {
                for (long size : workload.scale().sizes(form)) {
                    for (Entry entry : turns(round)) {
                        Sample sample = measure("round " + round + " of " + rounds, entry, size);
                        if (sample != null) {
                            samples.computeIfAbsent(entry, key -> new LinkedHashMap<>())
                                    .computeIfAbsent(size, key -> new ArrayList<>())
                                    .add(sample);
                        }
                    }
                }
            }
        } finally {
            closeAll();
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
        return result(made);
    }

    private void open(Entry entry) {
        List<String> missing = entry.needs().stream()
                .filter(need -> !need.met().getAsBoolean())
                .map(Need::what)
                .toList();
        if (!missing.isEmpty()) {
            leaveOut(entry, "this machine lacks " + String.join(", ", missing));
            return;
        }
        say(entry.name() + ": starting");
        try {
            contenders.put(entry, entry.opening().open(ground));
        } catch (Exception e) {
            leaveOut(entry, "it did not start: " + e);
        }
    }

    /** Those that still take part, each round another one first. */
    private List<Entry> turns(int round) {
        List<Entry> all = new ArrayList<>(contenders.keySet());
        if (!all.isEmpty()) {
            Collections.rotate(all, -round);
        }
        return all;
    }

    private @Nullable Sample measure(String when, Entry entry, long size) {
        Contender contender = contenders.get(entry);
        if (contender == null || size > entry.largest()) {
            return null;
        }
        try {
            Sample sample = contender.measure(size);
            say(when + ", " + workload.scale().label().apply(size) + ", " + entry.name() + ": "
                    + sample.figure(workload.main()).stream()
                            .mapToObj(Metric::figure)
                            .findFirst()
                            .orElse("-")
                    + " " + workload.units().get(0).text());
            return sample;
        } catch (Exception e) {
            leaveOut(entry, "it failed at " + workload.scale().label().apply(size) + ": " + e);
            close(entry);
            samples.remove(entry);
            return null;
        }
    }

    private void leaveOut(Entry entry, String why) {
        leftOut.add(entry.name() + ": " + why);
        say(entry.name() + " is left out: " + why);
    }

    private void closeAll() {
        new ArrayList<>(contenders.keySet()).forEach(this::close);
    }

    private void close(Entry entry) {
        Contender contender = contenders.remove(entry);
        try {
            if (contender != null) {
                contender.close();
            }
        } catch (Exception e) {
            say(entry.name() + " did not end as it should: " + e);
        }
    }

    private Result result(String made) {
        List<Series> series = new ArrayList<>();
        Map<Long, String> sizes = new LinkedHashMap<>();
        for (long size : workload.scale().sizes(form)) {
            sizes.put(size, workload.scale().label().apply(size));
            samples.forEach((entry, bySize) -> {
                List<Sample> some = bySize.get(size);
                if (some != null) {
                    series.add(new Series(entry.name(), entry.kind(), size, some));
                }
            });
        }
        List<String> order = workload.entries().stream().map(Entry::name).toList();
        series.sort(Comparator.comparingLong(Series::size).thenComparingInt(one -> order.indexOf(one.contender())));
        return new Result(
                workload.name(), workload.title(), workload.main(), workload.units(), sizes, series, leftOut, made);
    }

    private void say(String line) {
        progress.println(workload.name() + ": " + line);
    }
}
