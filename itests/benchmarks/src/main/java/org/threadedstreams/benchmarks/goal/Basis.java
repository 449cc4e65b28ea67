package org.threadedstreams.benchmarks.goal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.measure.Series;
import org.threadedstreams.benchmarks.measure.Spread;

/** What a contender's figure is held against. Immutable. */
public sealed interface Basis {

    /** The figure that the goal bounds, if it was measured. */
    Optional<Spread> measured(Result result, String contender, Metric metric);

    /** How it is said, after the bound. */
    String words(Result result, Metric metric);

    /** Instead of a size: the largest that was measured. */
    long LARGEST = 0;

    /** At which size; {@link #LARGEST} for the largest. */
    default long size() {
        return LARGEST;
    }

    /** Another contender in the same round, at that size, or the largest that both did. */
    record Of(String other, long size) implements Basis {
        @Override
        public Optional<Spread> measured(Result result, String contender, Metric metric) {
            return sizesOf(result, contender).stream()
                    .filter(one -> size == LARGEST || one == size)
                    .filter(one -> result.series(other, one).isPresent())
                    .reduce((smaller, larger) -> larger)
                    .flatMap(one -> result.series(contender, one)
                            .orElseThrow()
                            .ratios(metric, result.series(other, one).orElseThrow()));
        }

        @Override
        public String words(Result result, Metric metric) {
            return "of " + other;
        }
    }

    /** Its own figure at the smallest size; the largest is held against it. */
    record Growth() implements Basis {
        @Override
        public Optional<Spread> measured(Result result, String contender, Metric metric) {
            List<Long> sizes = sizesOf(result, contender);
            if (sizes.size() < 2) {
                return Optional.empty();
            }
            Series smallest = result.series(contender, sizes.get(0)).orElseThrow();
            return result.series(contender, sizes.get(sizes.size() - 1))
                    .orElseThrow()
                    .ratios(metric, smallest);
        }

        @Override
        public String words(Result result, Metric metric) {
            return "of the same at the smallest size";
        }
    }

    /** Nothing: the figure itself, at that size. */
    record Itself(long size) implements Basis {
        @Override
        public Optional<Spread> measured(Result result, String contender, Metric metric) {
            List<Long> sizes = sizesOf(result, contender).stream()
                    .filter(one -> size == LARGEST || one == size)
                    .toList();
            if (sizes.isEmpty()) {
                return Optional.empty();
            }
            List<Double> figures = new ArrayList<>();
            result.series(contender, sizes.get(sizes.size() - 1))
                    .orElseThrow()
                    .samples()
                    .forEach(sample -> sample.figure(metric).ifPresent(figures::add));
            return figures.isEmpty() ? Optional.empty() : Optional.of(Spread.of(figures));
        }

        @Override
        public String words(Result result, Metric metric) {
            return result.units().stream()
                    .filter(unit -> unit.metric() == metric)
                    .map(unit -> unit.text())
                    .findFirst()
                    .orElse("");
        }
    }

    private static List<Long> sizesOf(Result result, String contender) {
        return result.series().stream()
                .filter(series -> series.contender().equals(contender))
                .map(Series::size)
                .sorted()
                .toList();
    }
}
