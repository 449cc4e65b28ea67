package org.threadedstreams.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.faults.mixed.MixedOptions;
import org.threadedstreams.faults.mixed.MixedSuite;

/** Many streams at once, shortened. {@code itests/faults/run --mixed 1000} runs it in full. */
class MixedIT {

    private static final int STREAMS = 40;
    private static final Duration DURATION = Duration.ofSeconds(20);

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void manyStreamsLoseNothingWithOneFaultASecond() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(MixedSuite.missing()).as("what this machine lacks").isEmpty();
        }
        assertThat(MixedSuite.missing()).isEmpty();
        MixedSuite suite = new MixedSuite(new MixedOptions(
                STREAMS,
                DURATION,
                1,
                Path.of(System.getProperty("tstreams.distribution")),
                Path.of(System.getProperty("tstreams.work")).resolveSibling("mixed-it")));
        String results = suite.run();
        assertThat(suite.clean()).as("%s", results).isTrue();
    }
}
