package org.threadedstreams.benchmarks.workload;

import java.nio.file.Path;
import java.util.function.LongToDoubleFunction;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.threadedstreams.benchmarks.jmh.Appending;
import org.threadedstreams.benchmarks.measure.Contender;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Form;
import org.threadedstreams.benchmarks.measure.Ground;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Sample;
import org.threadedstreams.rig.Folders;

/** A method that JMH measures, each round in a new JVM that warms itself up. */
final class Microbenchmark {

    private static final TimeValue SECOND = TimeValue.seconds(1);

    private Microbenchmark() {}

    /**
     * @param method of a class with JMH's annotations
     * @param parameter the field that is given the size
     * @param factor makes a rate in the workload's unit of so many operations a second, for a size
     */
    static Entry.Opening of(Class<?> type, String method, String parameter, LongToDoubleFunction factor) {
        return ground -> contender(ground, type.getName() + "." + method + "$", parameter, factor);
    }

    private static Contender contender(Ground ground, String pattern, String parameter, LongToDoubleFunction factor) {
        return size -> {
            Path folder = ground.folder("jmh");
            Options options = new OptionsBuilder()
                    .include(pattern)
                    .param(parameter, Long.toString(size))
                    .forks(1)
                    .warmupIterations(ground.form() == Form.FULL ? 2 : 1)
                    .warmupTime(SECOND)
                    .measurementIterations(ground.form() == Form.FULL ? 3 : 1)
                    .measurementTime(SECOND)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .jvmArgsAppend("-D" + Appending.FOLDER + "=" + folder)
                    .build();
            try {
                RunResult result = new Runner(options).runSingle();
                return Sample.of(Metric.RATE, result.getPrimaryResult().getScore() * factor.applyAsDouble(size));
            } finally {
                Folders.delete(folder);
            }
        };
    }
}
