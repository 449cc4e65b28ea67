package org.threadedstreams.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.threadedstreams.launcher.Processes.Running;

/** The Python client's own tests, run with the wheel that was built, against the assembled distribution. */
@Timeout(300)
class PythonClientIT {

    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path TESTS = Path.of("clients/python/tests").toAbsolutePath();
    private static final Path BUILT = Path.of("target/python").toAbsolutePath();
    private static final Pattern RAN = Pattern.compile("Ran (\\d+) tests? in");

    @TempDir
    Path folder;

    @Test
    void theWheelPassesItsTests() throws Exception {
        Path wheel = built(".whl");
        boolean ci = "true".equals(System.getenv("CI"));
        if (!ci) {
            assumeThat(wheel)
                    .as("no wheel in %s: the Python client is not tested", BUILT)
                    .isNotNull();
        }
        assertThat(wheel).as("the wheel").isNotNull();
        assertThat(built(".tar.gz")).as("the sdist").isNotNull();
        try (Processes processes = new Processes(folder)
                .with("PYTHONPATH", wheel.toString())
                .with("TSTREAMS_DISTRIBUTION", Processes.DISTRIBUTION.toString())) {
            Running tests = processes
                    .startCommand(List.of(
                            PYTHON.toString(), "-B", "-m", "unittest", "discover", "-v", "-s", TESTS.toString()))
                    .awaitExit();
            String said = tests.out() + tests.err();
            assertThat(tests.exitCode()).as(said).isZero();
            Matcher ran = RAN.matcher(said);
            assertThat(ran.find()).as(said).isTrue();
            assertThat(Integer.parseInt(ran.group(1))).as(said).isPositive();
            assertThat(said).as("what was tested").contains("the client under test: " + wheel);
        }
    }

    private static Path built(String ending) throws IOException {
        if (!Files.isDirectory(BUILT)) {
            return null;
        }
        try (Stream<Path> files = Files.list(BUILT)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElse(null);
        }
    }
}
