package org.threadedstreams.benchmarks.measure;

import java.util.List;

/** The middle of the rounds, and the ends. Immutable. */
public record Spread(double least, double median, double most) {

    public static Spread of(List<Double> figures) {
        return new Spread(Statistics.least(figures), Statistics.median(figures), Statistics.most(figures));
    }

    @Override
    public String toString() {
        return Metric.figure(least) + " – " + Metric.figure(most);
    }
}
