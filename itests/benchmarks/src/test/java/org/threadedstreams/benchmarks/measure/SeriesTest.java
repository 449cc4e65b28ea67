package org.threadedstreams.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.threadedstreams.benchmarks.measure.Entry.Kind;

class SeriesTest {

    @Test
    void theMedianIsTheMiddleOneAndOfAnEvenNumberTheMeanOfTheMiddleTwo() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Statistics.median(List.of(4.0, 1.0, 9.0, 2.0))).isEqualTo(3);
        assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median(List.of()));
    }

    @Test
    void ratiosAreTakenWithinARound() {
        // In every round twice the other, while the machine is three times as slow in the second.
        Spread spread = rates(20, 60, 20).ratios(Metric.RATE, rates(10, 30, 10)).orElseThrow();

        assertThat(spread).isEqualTo(new Spread(2, 2, 2));
    }

    @Test
    void theSpreadHasTheEndsOfTheRatios() {
        Spread spread = rates(10, 20, 40).ratios(Metric.RATE, rates(10, 10, 10)).orElseThrow();

        assertThat(spread).isEqualTo(new Spread(1, 2, 4));
        assertThat(spread).hasToString("1.00 – 4.00");
    }

    @Test
    void thereIsNoRatioToNothing() {
        assertThat(rates(10).ratios(Metric.RATE, rates(0))).isEmpty();
        assertThat(rates(10).ratios(Metric.CPU, rates(10))).isEmpty();
        assertThat(rates(10).median(Metric.CPU)).isEmpty();
    }

    private static Series rates(double... figures) {
        List<Sample> samples = DoubleStream.of(figures)
                .mapToObj(figure -> Sample.of(Metric.RATE, figure))
                .toList();
        return new Series("one", Kind.BARE, 1, samples);
    }
}
