package org.threadedstreams.benchmarks.goal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.threadedstreams.benchmarks.Sketch;
import org.threadedstreams.benchmarks.goal.Goal.Verdict;
import org.threadedstreams.benchmarks.measure.Entry.Kind;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Result;

class GoalTest {

    private static final Goal RATE = new Goal("w", "ours", Metric.RATE, true, 0.8, new Basis.Of("bare", Basis.LARGEST));
    private static final Goal CPU = new Goal("w", "ours", Metric.CPU, false, 2, new Basis.Of("bare", Basis.LARGEST));
    private static final Goal FLAT = new Goal("w", "ours", Metric.RATE, true, 0.9, new Basis.Growth());
    private static final Goal FIXED = new Goal("w", "ours", Metric.RATE, true, 50, new Basis.Itself(Basis.LARGEST));

    @Test
    void aGoalIsMetAtItsBound() {
        assertThat(RATE.judge(0.8)).isEqualTo(Verdict.MET);
        assertThat(RATE.judge(0.79)).isEqualTo(Verdict.NOT_MET);
        assertThat(CPU.judge(2)).isEqualTo(Verdict.MET);
        assertThat(CPU.judge(2.01)).isEqualTo(Verdict.NOT_MET);
    }

    @Test
    void worseThanTwiceTheGoalIsGross() {
        assertThat(RATE.judge(0.4)).isEqualTo(Verdict.NOT_MET);
        assertThat(RATE.judge(0.39)).isEqualTo(Verdict.GROSSLY_MISSED);
        assertThat(CPU.judge(4)).isEqualTo(Verdict.NOT_MET);
        assertThat(CPU.judge(4.1)).isEqualTo(Verdict.GROSSLY_MISSED);
    }

    @Test
    void theMiddleRoundDecides() {
        assertThat(RATE.judge(ours(10, 90, 90))).isEqualTo(Verdict.MET);
        assertThat(RATE.judge(ours(10, 10, 90))).isEqualTo(Verdict.GROSSLY_MISSED);
    }

    @Test
    void butOnlyWhenTheBestRoundIsGrossTooDoesASmokeTestFail() {
        assertThat(RATE.grosslyMissed(ours(10, 10, 41))).isFalse();
        assertThat(RATE.grosslyMissed(ours(10, 10, 39))).isTrue();
        // CPU is the inverse of the rate in a sketch.
        assertThat(CPU.grosslyMissed(ours(10, 10, 26))).isFalse();
        assertThat(CPU.grosslyMissed(ours(10, 10, 24))).isTrue();
    }

    @Test
    void theLargestSizeThatBothDidCounts() {
        Result result = new Sketch("w")
                .rates(Kind.BARE, "bare", 1, 100)
                .rates(Kind.PRODUCT, "ours", 1, 10)
                .rates(Kind.BARE, "bare", 2, 100)
                .rates(Kind.PRODUCT, "ours", 2, 90)
                .rates(Kind.PRODUCT, "ours", 3, 10)
                .result();

        assertThat(RATE.measured(result).orElseThrow().median()).isEqualTo(0.9);
    }

    @Test
    void aGoalMayBeAboutOneSize() {
        Result result = new Sketch("w")
                .rates(Kind.BARE, "bare", 1, 100)
                .rates(Kind.PRODUCT, "ours", 1, 10)
                .rates(Kind.BARE, "bare", 2, 100)
                .rates(Kind.PRODUCT, "ours", 2, 90)
                .result();
        Goal small = new Goal("w", "ours", Metric.RATE, true, 0.8, new Basis.Of("bare", 1));
        Goal huge = new Goal("w", "ours", Metric.RATE, true, 0.8, new Basis.Of("bare", 3));

        assertThat(small.measured(result).orElseThrow().median()).isEqualTo(0.1);
        assertThat(small.size(result)).isEqualTo(1);
        assertThat(RATE.size(result)).isEqualTo(2);
        assertThat(huge.judge(result)).isEqualTo(Verdict.NOT_MEASURED);
    }

    @Test
    void growthComparesTheLargestSizeWithTheSmallest() {
        Result result = new Sketch("w")
                .rates(Kind.PRODUCT, "ours", 1, 100)
                .rates(Kind.PRODUCT, "ours", 2, 10)
                .rates(Kind.PRODUCT, "ours", 3, 80)
                .result();

        assertThat(FLAT.measured(result).orElseThrow().median()).isEqualTo(0.8);
        assertThat(FLAT.judge(result)).isEqualTo(Verdict.NOT_MET);
    }

    @Test
    void oneSizeDoesNotGrow() {
        assertThat(FLAT.judge(ours(1, 2, 3))).isEqualTo(Verdict.NOT_MEASURED);
    }

    @Test
    void aFigureOfItsOwnIsHeldAgainstTheBound() {
        assertThat(FIXED.judge(ours(49, 49, 51))).isEqualTo(Verdict.NOT_MET);
        assertThat(FIXED.judge(ours(49, 50, 51))).isEqualTo(Verdict.MET);
    }

    @Test
    void whatIsNotThereIsNotMeasured() {
        Result result = new Sketch("w").rates(Kind.PRODUCT, "ours", 1, 100).result();

        assertThat(RATE.judge(result)).isEqualTo(Verdict.NOT_MEASURED);
        assertThat(RATE.grosslyMissed(result)).isFalse();
    }

    @Test
    void aGoalSaysWhatItAsksFor() {
        assertThat(RATE.words(ours(1))).isEqualTo("rate at least 0.8 of bare");
        assertThat(CPU.words(ours(1))).isEqualTo("CPU at most 2 of bare");
        assertThat(FLAT.words(ours(1))).isEqualTo("rate at least 0.9 of the same at the smallest size");
        assertThat(FIXED.words(ours(1))).isEqualTo("rate at least 50 MB/s");
    }

    private static Result ours(double... rates) {
        double[] hundreds = new double[rates.length];
        java.util.Arrays.fill(hundreds, 100);
        return new Sketch("w")
                .rates(Kind.BARE, "bare", 1, hundreds)
                .rates(Kind.PRODUCT, "ours", 1, rates)
                .result();
    }
}
