package org.threadedstreams.bus.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(new Random(1));

    @Test
    void itDoublesWithJitterAndIsNeverLessThanTheLeastNorMoreThanTheMost() {
        long most = 150;
        for (int attempt = 0; attempt < 70; attempt++) {
            assertThat(backoff.nextMillis(100, 3000)).isBetween(Math.max(100, most / 2), most);
            most = Math.min(3000, most * 2);
        }
    }

    @Test
    void absurdLimitsAreNoFault() {
        for (int attempt = 0; attempt < 70; attempt++) {
            assertThat(backoff.nextMillis(Long.MAX_VALUE / 2, Long.MAX_VALUE))
                    .isGreaterThanOrEqualTo(Long.MAX_VALUE / 2);
        }
        assertThat(backoff.nextMillis(5, 5)).isEqualTo(5);
    }

    @Test
    void aSessionThatOutlivesTheWaitStartsItAnew() {
        for (int i = 0; i < 10; i++) {
            backoff.nextMillis(100, 30_000);
        }
        backoff.sessionLasted(10);
        assertThat(backoff.nextMillis(100, 30_000)).isGreaterThan(10_000);
        backoff.sessionLasted(60_000);
        assertThat(backoff.nextMillis(100, 30_000)).isLessThanOrEqualTo(150);
    }
}
