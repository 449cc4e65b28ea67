package org.threadedstreams.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.threadedstreams.benchmarks.goal.Goal;
import org.threadedstreams.benchmarks.goal.Goals;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.measure.Series;
import org.threadedstreams.benchmarks.measure.Spread;
import org.threadedstreams.benchmarks.measure.Workload;
import org.threadedstreams.rig.Table;

/** A workload's table in Markdown: a row for each contender and size, next to its goals. Immutable. */
final class ResultTable {

    private final Result result;

    ResultTable(Result result) {
        this.result = result;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("## " + result.title() + "\n\n");
        text.append(Table.of(headings(), result.series().stream().map(this::row).toList()));
        result.leftOut()
                .forEach(line -> text.append("\nLeft out: ").append(line).append('\n'));
        return text.append('\n').append(result.made()).append('\n').toString();
    }

    private String[] headings() {
        List<String> headings = new ArrayList<>(
                List.of("contender", "size", result.units().get(0).text()));
        headings.add("of the limit");
        headings.add("from – to");
        result.units().stream().skip(1).map(Workload.Unit::text).forEach(headings::add);
        headings.addAll(List.of("goal", "measured", "met"));
        return headings.toArray(String[]::new);
    }

    private String[] row(Series series) {
        List<String> cells =
                new ArrayList<>(List.of(series.contender(), result.sizes().get(series.size())));
        cells.add(figure(series, result.main()));
        Optional<Spread> ofLimit = result.limit()
                .flatMap(limit -> result.series(limit, series.size()))
                .flatMap(limit -> series.ratios(result.main(), limit));
        cells.add(ofLimit.map(spread -> Metric.figure(spread.median())).orElse(""));
        cells.add(ofLimit.map(Spread::toString).orElse(""));
        result.units().stream().skip(1).forEach(unit -> cells.add(figure(series, unit.metric())));
        List<Goal> goals = goals(series);
        cells.add(joined(goals, goal -> goal.words(result)));
        cells.add(joined(
                goals,
                goal -> goal.measured(result)
                        .map(spread -> Metric.figure(spread.median()))
                        .orElse("-")));
        cells.add(joined(goals, goal -> goal.judge(result).toString()));
        return cells.toArray(String[]::new);
    }

    private static String figure(Series series, Metric metric) {
        return series.median(metric).stream()
                .mapToObj(Metric::figure)
                .findFirst()
                .orElse("");
    }

    private static String joined(List<Goal> goals, java.util.function.Function<Goal, String> cell) {
        return goals.stream().map(cell).collect(Collectors.joining("<br>"));
    }

    private List<Goal> goals(Series series) {
        return Goals.of(result.name()).stream()
                .filter(goal -> goal.contender().equals(series.contender()) && series.size() == goal.size(result))
                .toList();
    }
}
