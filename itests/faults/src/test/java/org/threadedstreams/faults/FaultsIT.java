package org.threadedstreams.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.faults.fault.Fault;
import org.threadedstreams.faults.fault.Faults;

/** The suite, shortened: each kind of fault strikes two streams. {@code itests/faults/run} runs it in full. */
class FaultsIT {

    private static final int STREAMS = 2;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void noByteIsLostWhateverHappens() throws Exception {
        List<Fault> kinds = Faults.all();
        Suite suite = new Suite(new SuiteOptions(
                STREAMS * kinds.size(),
                1,
                kinds,
                STREAMS,
                Path.of(System.getProperty("tstreams.distribution")),
                Path.of(System.getProperty("tstreams.work"))));
        String results = suite.run();
        assertThat(suite.clean()).as("%s", results).isTrue();
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(suite.notRun()).as("kinds of faults that were not run").isEmpty();
        }
        assertThat(suite.notRun()).isEmpty();
    }
}
