package org.threadedstreams.faults.mixed;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What is to be run. Immutable.
 *
 * @param duration for how long there are faults
 * @param distribution the assembled program
 * @param work a folder for everything that is made
 */
public record MixedOptions(int streams, Duration duration, long seed, Path distribution, Path work) {

    String command() {
        return "itests/faults/run --mixed " + streams + " --minutes "
                + "%.4f".formatted(duration.toMillis() / 60_000.0).replaceAll("\\.?0+$", "") + " --seed " + seed;
    }
}
