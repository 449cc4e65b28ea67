package org.threadedstreams.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one contender showed at one size, a sample for each round. Immutable.
 */
public record Series(String contender, Entry.Kind kind, long size, List<Sample> samples) {

    public Series {
        samples = List.copyOf(samples);
    }

    /** The middle of the rounds, if it has such figures. */
    public OptionalDouble median(Metric metric) {
        List<Double> figures = figures(metric);
        return figures.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Statistics.median(figures));
    }

    private List<Double> figures(Metric metric) {
        List<Double> figures = new ArrayList<>();
        samples.forEach(sample -> sample.figure(metric).ifPresent(figures::add));
        return figures;
    }

    /** This one's figures as parts of the other's in the same round; empty where either has none, or is nothing. */
    public Optional<Spread> ratios(Metric metric, Series other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(samples.size(), other.samples.size()); round++) {
            OptionalDouble mine = samples.get(round).figure(metric);
            OptionalDouble its = other.samples.get(round).figure(metric);
            if (mine.isPresent() && its.isPresent() && its.getAsDouble() > 0) {
                ratios.add(mine.getAsDouble() / its.getAsDouble());
            }
        }
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
    }
}
