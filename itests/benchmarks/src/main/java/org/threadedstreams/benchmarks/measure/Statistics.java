package org.threadedstreams.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The middle and the ends of a few figures. Stateless. */
public final class Statistics {

    private Statistics() {}

    /** The middle one; of an even number the mean of the middle two. */
    public static double median(List<Double> figures) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("nothing has no median");
        }
        List<Double> sorted = new ArrayList<>(figures);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public static double least(List<Double> figures) {
        return Collections.min(figures);
    }

    public static double most(List<Double> figures) {
        return Collections.max(figures);
    }
}
