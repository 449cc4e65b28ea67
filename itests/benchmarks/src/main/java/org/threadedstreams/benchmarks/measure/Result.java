package org.threadedstreams.benchmarks.measure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one workload. Immutable.
 *
 * @param sizes how each size is written, the smallest first
 * @param leftOut what was not measured, and why
 * @param made when, how and on what machine
 */
public record Result(
        String name,
        String title,
        Metric main,
        List<Workload.Unit> units,
        Map<Long, String> sizes,
        List<Series> series,
        List<String> leftOut,
        String made) {

    public Optional<Series> series(String contender, long size) {
        return series.stream()
                .filter(one -> one.contender().equals(contender) && one.size() == size)
                .findFirst();
    }

    /** What the others are compared with: the first contender there is. */
    public Optional<String> limit() {
        return series.stream()
                .filter(one -> one.kind() == Entry.Kind.LIMIT)
                .map(Series::contender)
                .findFirst();
    }
}
