package org.threadedstreams.bus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.state.ActionChain;

/**
 * Whatever happens to a stream, and in whatever order, each byte is accounted for: see {@link StreamUnderModel}.
 *
 * <p>jqwik prints the seed and, where a schedule fails, a shorter one that fails too. To play it again, put the seed in:
 * {@code @Property(seed = "...")}; what failed last is tried first in the next run anyway, until {@code target} is cleaned.
 * More schedules: {@code -Djqwik.tries.default=10000}.
 */
class StreamPropertiesTest {

    private static final int STEPS = 80;

    private static Bench bench;
    private static Path folder;
    private final List<StreamUnderModel> started = new ArrayList<>();

    @BeforeContainer
    static void start() throws IOException {
        bench = new Bench();
        folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "model-");
    }

    @AfterContainer
    static void stop() throws Exception {
        bench.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        System.out.println(bench.totals);
        bench.totals.check();
        assertThat(bench.thrown).as("handlers that failed").hasValue(bench.meant.get());
    }

    @AfterTry
    void close() throws Exception {
        for (StreamUnderModel stream : started) {
            stream.close();
        }
        started.clear();
    }

    private StreamUnderModel started(Path journals) {
        try {
            StreamUnderModel stream = new StreamUnderModel(bench, journals);
            started.add(stream);
            return stream;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Provide
    Arbitrary<ActionChain<StreamUnderModel>> inMemory() {
        return Schedule.of(() -> started(null)).withMaxTransformations(STEPS);
    }

    @Provide
    Arbitrary<ActionChain<StreamUnderModel>> onDisk() {
        return Schedule.withRestarts(() -> started(folder)).withMaxTransformations(STEPS);
    }

    @Property
    void eachByteIsAccountedFor(@ForAll("inMemory") ActionChain<StreamUnderModel> schedule) {
        schedule.run().finish();
    }

    @Property
    void eachByteIsAccountedForOnDiskAndOverProcessesThatEnd(@ForAll("onDisk") ActionChain<StreamUnderModel> schedule) {
        schedule.run().finish();
    }
}
