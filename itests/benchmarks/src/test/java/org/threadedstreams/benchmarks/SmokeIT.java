package org.threadedstreams.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.threadedstreams.rig.Tool;

/** The suite, shortened to what a build has time for. It fails only where something does not work or is worse than twice its goal. */
class SmokeIT {

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everythingRunsAndNothingIsGrosslySlower() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Tool.find("gcc")).as("gcc").isPresent();
        }
        Path build = Path.of(System.getProperty("tstreams.build"));
        ProcessBuilder suite = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dtstreams.distribution=" + System.getProperty("tstreams.distribution"),
                "-Dtstreams.probe=" + build.resolve("lib/threadedstreams-benchmark-probe.jar"),
                "-Dtstreams.work=" + build.resolve("smoke-it"),
                "-Dtstreams.module=" + build.getParent(),
                "-cp",
                build.resolve("classes") + File.pathSeparator + build.resolve("lib") + "/*",
                "org.threadedstreams.benchmarks.Main",
                "--smoke",
                "--only",
                "tcp,prompt,publish,marker,frozen",
                // The others' figures swing too much in a JVM that has hardly begun.
                "--judge",
                "publish,marker,frozen");
        Process process = suite.redirectErrorStream(true).start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        lines.forEach(System.out::println);
        assertThat(process.waitFor())
                .as("exit code; %s", String.join("\n", lines))
                .isZero();
    }
}
