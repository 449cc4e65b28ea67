package org.threadedstreams.benchmarks.goal;

import java.math.BigDecimal;
import java.util.Optional;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.measure.Series;
import org.threadedstreams.benchmarks.measure.Spread;

/**
 * What a contender is to reach. Immutable.
 *
 * @param atLeast whether it is to be at least the bound, or at most
 */
public record Goal(String workload, String contender, Metric metric, boolean atLeast, double bound, Basis basis) {

    /** A gross miss is worse than so many times the goal: what noise does not explain. */
    private static final double GROSS = 2;

    /** How it was met. */
    public enum Verdict {
        MET("met"),
        NOT_MET("not met"),
        GROSSLY_MISSED("not met by far"),
        NOT_MEASURED("not measured");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** The size that it is about: one that was named, or the largest that its contender did. */
    public long size(Result result) {
        return basis.size() != Basis.LARGEST
                ? basis.size()
                : result.series().stream()
                        .filter(one -> one.contender().equals(contender))
                        .mapToLong(Series::size)
                        .max()
                        .orElse(Basis.LARGEST);
    }

    public Optional<Spread> measured(Result result) {
        return basis.measured(result, contender, metric);
    }

    /** By the middle of the rounds. */
    public Verdict judge(Result result) {
        return measured(result).map(spread -> judge(spread.median())).orElse(Verdict.NOT_MEASURED);
    }

    /** Whether even the best round is a gross miss, so that noise does not make one. */
    public boolean grosslyMissed(Result result) {
        return measured(result)
                .map(spread -> judge(atLeast ? spread.most() : spread.least()) == Verdict.GROSSLY_MISSED)
                .orElse(false);
    }

    Verdict judge(double figure) {
        if (atLeast ? figure >= bound : figure <= bound) {
            return Verdict.MET;
        }
        boolean gross = atLeast ? figure < bound / GROSS : figure > bound * GROSS;
        return gross ? Verdict.GROSSLY_MISSED : Verdict.NOT_MET;
    }

    /** Such as "CPU at most 1.3 of Vert.x NetClient". */
    public String words(Result result) {
        String number = BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
        return (metric + (atLeast ? " at least " : " at most ") + number + " " + basis.words(result, metric)).strip();
    }
}
