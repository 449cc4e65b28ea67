package org.threadedstreams.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.threadedstreams.testkit.secrets.BuildOutput;
import org.threadedstreams.testkit.secrets.SecretScan;

/** Runs when all other modules are through. */
class NoSecretIsWrittenIT {

    @Test
    void nothingThatTheTestsWroteHoldsASecretThatTheyPlanted() throws Exception {
        SecretScan scan = BuildOutput.in(Path.of(System.getProperty("tstreams.checkout")));

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.files()).as("files that tests wrote").isPositive();
    }
}
