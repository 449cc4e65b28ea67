package org.threadedstreams.benchmarks.measure;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What one contender showed once. Immutable. */
public final class Sample {

    private final Map<Metric, Double> figures;

    private Sample(Map<Metric, Double> figures) {
        this.figures = figures;
    }

    public static Sample of(Metric metric, double figure) {
        return new Sample(Map.of()).with(metric, figure);
    }

    /** This, and one figure more. */
    public Sample with(Metric metric, double figure) {
        Map<Metric, Double> more = new EnumMap<>(Metric.class);
        more.putAll(figures);
        more.put(metric, figure);
        return new Sample(more);
    }

    public OptionalDouble figure(Metric metric) {
        Double figure = figures.get(metric);
        return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }

    public Map<Metric, Double> figures() {
        return Map.copyOf(figures);
    }
}
