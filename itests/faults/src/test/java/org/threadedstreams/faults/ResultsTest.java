package org.threadedstreams.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    @TempDir
    private Path folder;

    @Test
    void aModeReplacesItsOwnResultsAndKeepsTheOthers() throws Exception {
        Path file = folder.resolve("RESULTS.md");
        Results results = new Results(file);

        results.put(Results.EACH, "first\n");
        results.put(Results.MIXED, "second\n");
        results.put(Results.EACH, "third\n");

        assertThat(Files.readString(file)).isEqualTo(Results.EACH + "\n\nthird\n\n" + Results.MIXED + "\n\nsecond\n");
    }
}
